import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

export interface ListenOptions {
  /** Undefined: all addresses, IPv6 and IPv4. */
  readonly host: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface HttpServer {
  /** Where it listens, with the port it really has. */
  readonly address: AddressInfo;
  /** Lets running answers end for `graceMs` at most, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

/** Rejects with the system's error when the address cannot be had. */
export async function listen(app: Hono, { host, port }: ListenOptions): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no network address');
  return {
    address,
    async close(graceMs) {
      const closed = once(server, 'close');
      server.close();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      const force = setTimeout(
        () => 'closeAllConnections' in server && server.closeAllConnections(),
        graceMs,
      );
      await closed;
      clearTimeout(force);
    },
  };
}
