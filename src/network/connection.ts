import type { Socket } from 'node:net';
import { proxyFor, type ProxySettings } from '../proxy.ts';
import type { NetworkOptions } from './dispatched-fetch.ts';
import { toSecureOptions } from './secure-options.ts';
import { openTcp, openTls, openTunnel } from './tunnel.ts';

/**
 * The proxy for gRPC: whatever the scheme it is a tunnel, and HTTPS_PROXY decides. That is how gRPC programs in Go take these
 * variables.
 */
export function proxyForTunnel(target: URL, proxies: ProxySettings): URL | undefined {
  const host = target.port === '' && target.protocol === 'http:' ? `${target.host}:80` : target.host;
  return proxyFor(new URL(`https://${host}`), proxies);
}

/** Opens connections to a server for HTTP/2 and nothing else, by its proxy or directly. */
export function createOpen(
  target: URL,
  { proxies, tls }: NetworkOptions,
): (signal: AbortSignal) => Promise<Socket> {
  const secure = toSecureOptions(tls);
  const proxy = proxyForTunnel(target, proxies);
  return async (signal) => {
    const socket = await (proxy === undefined
      ? openTcp(target, signal)
      : openTunnel(proxy, target, secure, signal));
    return target.protocol === 'https:'
      ? openTls(socket, target, { ...secure, ALPNProtocols: ['h2'] }, signal)
      : socket;
  };
}
