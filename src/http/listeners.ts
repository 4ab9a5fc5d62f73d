import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { toListenError, type ListenTarget } from '../listening.ts';
import { listen, MAX_CONNECTIONS, type HttpServer } from './server.ts';
import type { TlsSettings } from './web-config/tls-settings.ts';

export interface HttpServers extends Omit<HttpServer, 'address'> {
  /** In the order of the targets. */
  readonly addresses: readonly AddressInfo[];
}

/** One server for each target, or none at all: rejects when one of them cannot be had. */
export async function listenOnAll(
  app: Hono,
  targets: readonly ListenTarget[],
  tls: TlsSettings | undefined,
): Promise<HttpServers> {
  const maxConnections = Math.max(1, Math.floor(MAX_CONNECTIONS / targets.length));
  const servers: HttpServer[] = [];
  const close = async (graceMs: number): Promise<void> => {
    await Promise.all(servers.map((server) => server.close(graceMs)));
  };
  for (const target of targets) {
    try {
      servers.push(await listen(app, { ...target, tls, maxConnections }));
    } catch (error) {
      await close(0);
      throw 'fd' in target
        ? new Error(`--web.systemd-socket: descriptor ${target.fd} is no TCP socket to listen on`, {
            cause: error,
          })
        : toListenError(error, '--web.listen-address', target);
    }
  }
  return {
    addresses: servers.map(({ address }) => address),
    replaceTls: (next) => servers.forEach((server) => server.replaceTls(next)),
    close,
  };
}
