import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { isAdmitted } from './web-config/client-certificate.ts';
import { listenOn, type ListenTarget } from '../listening.ts';
import { limitConnections } from './connections.ts';
import type { ClientAuth } from './web-config/tls-names.ts';
import type { TlsSettings } from './web-config/tls-settings.ts';

/** For the whole request; no page takes a body worth the name. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than the usual scrape interval of a minute, so that Prometheus need not shake hands for each scrape. */
const KEEP_ALIVE_TIMEOUT_MS = 90_000;

/** Nothing read or written for so long while an answer is under way: the client has stopped reading. */
const STALLED_TIMEOUT_MS = 60_000;

/** Node's default, made explicit: browsers send the cookies of everything on the same host. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Some Prometheus servers, probes and people; far below the usual limit of 1024 open files. */
export const MAX_CONNECTIONS = 512;

/** HTTP/1.0 knows no Host, and some health checks speak it. */
const HOST_OF_NOBODY = 'localhost';

/** A handshake takes two round trips. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

export type ListenOptions = ListenTarget & {
  /** Default: plain HTTP. */
  readonly tls?: TlsSettings | undefined;
  /** Default 512. */
  readonly maxConnections?: number;
  /** How long the headers of a request may take to come. Default 10 s: a scraper sends a line and a few headers at once. */
  readonly headersTimeoutMs?: number;
  /** How often Node looks for requests that are too slow. Default 5 s; Node's own would let them live for 30 s more. */
  readonly timeoutCheckMs?: number;
};

export interface HttpServer {
  /** Where it listens, with the port it really has. */
  readonly address: AddressInfo;
  /** New connections follow these settings, those that exist go on. Nothing happens to a server of plain HTTP. */
  replaceTls(tls: TlsSettings): void;
  /** Lets running answers end for `graceMs` at most, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

/** Rejects with the system's error when the address cannot be had. */
export async function listen(app: Hono, listening: ListenOptions): Promise<HttpServer> {
  const {
    tls,
    maxConnections = MAX_CONNECTIONS,
    headersTimeoutMs = 10_000,
    timeoutCheckMs = 5000,
    ...target
  } = listening;
  const listener = getRequestListener(
    async (request, env) => {
      const answer = await app.fetch(request, env);
      // hono's sign for what is written already is a Response with headers, for which Node would load all of its fetch. What waits
      // for this promise is held by nothing else, and forgotten with it.
      return env.outgoing.headersSent ? new Promise<never>(() => undefined) : answer;
    },
    // With Node's own Response the body would be copied and streamed, at eight times the cost: this puts a lighter one in
    // its place for the whole process.
    { overrideGlobalObjects: true, hostname: HOST_OF_NOBODY },
  );
  const options: ServerOptions = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: timeoutCheckMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const secured = tls && secureServer(options, tls);
  const server: Server = secured?.server ?? createServer(options);
  server.on('request', (request, response) => void listener(request, response));
  server.timeout = STALLED_TIMEOUT_MS;
  const closeAll = limitConnections(server, maxConnections);

  return {
    address: await listenOn(server, target),
    replaceTls: (next) => secured?.replace(next),
    async close(graceMs) {
      const closed = once(server, 'close');
      // A connection whose answer ends from now on is not kept.
      server.keepAliveTimeout = 1;
      server.close();
      server.closeIdleConnections();
      const force = setTimeout(closeAll, graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

function secureServer(options: ServerOptions, first: TlsSettings) {
  let tls = first;
  const server = createTlsServer({
    ...options,
    ...tls.context,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    ...toRequest(tls.clientAuth),
    ALPNProtocols: ['http/1.1'],
  });
  // Ahead of the listener that begins to read requests.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (!isAdmitted(socket, tls)) socket.destroy();
  });
  return {
    server,
    replace(next: TlsSettings): void {
      tls = next;
      server.setSecureContext(next.context);
      // Node reads these properties at each connection and has no method to set them.
      Object.assign(server, toRequest(next.clientAuth));
    },
  };
}

/** What Node itself can do, and say in a TLS alert; isAdmitted knows the rest. */
function toRequest({ asks, needs, verifies }: ClientAuth) {
  return { requestCert: asks, rejectUnauthorized: needs && verifies };
}
