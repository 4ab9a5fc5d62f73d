import type { Socket } from 'node:net';
import { proxyFor, type ProxySettings } from '../proxy.ts';
import type { Security, TlsOptions } from './secure-options.ts';
import { openTcp, openTls, openTunnel } from './tunnel.ts';

export interface NetworkOptions {
  readonly proxies: ProxySettings;
  readonly tls: TlsOptions;
}

/** Opens a connection. Rejects with the signal's reason, or with what else went wrong. */
export type Open = (signal: AbortSignal) => Promise<Socket>;

/**
 * The proxy for gRPC: whatever the scheme it is a tunnel, and HTTPS_PROXY decides. That is how gRPC programs in Go take these
 * variables.
 */
export function proxyForTunnel(target: URL, proxies: ProxySettings): URL | undefined {
  const host = target.port === '' && target.protocol === 'http:' ? `${target.host}:80` : target.host;
  return proxyFor(new URL(`https://${host}`), proxies);
}

/** Connections to a server, by a tunnel of the proxy or directly; those by TLS go on with the session of the one before. */
export function createOpen(
  target: URL,
  proxy: URL | undefined,
  security: Security,
  protocol: 'http/1.1' | 'h2',
): Open {
  let session: Buffer | undefined;
  return async (signal) => {
    const socket = await (proxy === undefined
      ? openTcp(target, signal)
      : openTunnel(proxy, target, security, signal));
    if (target.protocol !== 'https:') return socket;
    const secured = await openTls(
      socket,
      target,
      { ...security(), ALPNProtocols: [protocol], session },
      signal,
    );
    return secured.on('session', (next) => {
      session = next;
    });
  };
}
