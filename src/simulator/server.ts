import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { toAddressText } from '../listen-error.ts';
import { ConnectionLost } from './faults/fault-answer.ts';
import type { Simulator } from './simulator.ts';

/** Where to listen. */
export interface SimulatorAddress {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
}

/** A simulator that can be asked over HTTP. */
export interface RunningSimulator {
  /** The base URL of the analytics API and of the token endpoint, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and destroys every connection, hanging ones included; can be called again. */
  close(): Promise<void>;
}

/** Serves a simulator over plain HTTP. Rejects when it cannot listen there. */
export async function listenSimulator(
  simulator: Pick<Simulator, 'app'>,
  address: SimulatorAddress = {},
): Promise<RunningSimulator> {
  const host = address.host ?? '127.0.0.1';
  const listener = getRequestListener(simulator.app.fetch, {
    // The program that embeds the simulator keeps its own Request and Response.
    overrideGlobalObjects: false,
    errorHandler(error) {
      return error instanceof ConnectionLost ? undefined : new Response(null, { status: 500 });
    },
  });
  const server = createServer((incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  const port = await listen(server, host, address.port ?? 0);
  return {
    url: toUrl(host, port),
    port,
    close: () => close(server),
  };
}

/** Where the server is reached from this machine. */
function toUrl(host: string, port: number): string {
  const isAny = host === '::' || host === '0.0.0.0';
  return `http://${toAddressText({ host: isAny ? 'localhost' : host, port })}`;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    // The callback's error only says that the server is closed already.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
