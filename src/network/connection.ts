import type { Socket } from 'node:net';
import { proxyFor } from '../proxy.ts';
import type { NetworkOptions } from './fetch.ts';
import { toSecureOptions } from './secure-options.ts';
import { openTcp, openTls, openTunnel } from './tunnel.ts';

/**
 * Opens connections to a server for HTTP/2 and nothing else, by its proxy or directly. A proxy is asked for a tunnel
 * whatever the scheme, and HTTPS_PROXY decides: that is how gRPC programs in Go take these variables.
 */
export function createOpen(
  target: URL,
  { proxies, tls }: NetworkOptions,
): (signal: AbortSignal) => Promise<Socket> {
  const secure = toSecureOptions(tls);
  const host = target.port === '' && target.protocol === 'http:' ? `${target.host}:80` : target.host;
  const proxy = proxyFor(new URL(`https://${host}`), proxies);
  return async (signal) => {
    const socket = await (proxy === undefined
      ? openTcp(target, signal)
      : openTunnel(proxy, target, secure, signal));
    return target.protocol === 'https:'
      ? openTls(socket, target, { ...secure, ALPNProtocols: ['h2'] }, signal)
      : socket;
  };
}
