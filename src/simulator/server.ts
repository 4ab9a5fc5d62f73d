import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { listenOn, toUrl } from '../listening.ts';
import { ConnectionLost } from './faults/fault-answer.ts';
import type { Simulator } from './simulator.ts';

/** A simulator that can be asked over HTTP. */
export interface RunningSimulator {
  /** The base URL of the analytics API and of the token endpoint, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and destroys every connection, hanging ones included; can be called again. */
  close(): Promise<void>;
}

/** Serves a simulator over plain HTTP, by default on a free port. Rejects when it cannot listen there. */
export async function listenSimulator(
  simulator: Pick<Simulator, 'app'>,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<RunningSimulator> {
  const listener = getRequestListener(simulator.app.fetch, {
    // The program that embeds the simulator keeps its own Request and Response.
    overrideGlobalObjects: false,
    errorHandler: (error) =>
      error instanceof ConnectionLost ? undefined : new Response(null, { status: 500 }),
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const address = await listenOn(server, { host, port });
  return {
    url: toUrl(address, false),
    port: address.port,
    async close() {
      await new Promise<void>((resolve) => {
        // The callback's error only says that the server is closed already.
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
