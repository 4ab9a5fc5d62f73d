import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { addressOf, proxyAuthorization, proxyFor } from '../proxy.ts';
import { withoutCredentials } from '../redaction.ts';
import type { NetworkOptions } from './fetch.ts';
import { toSecureOptions } from './secure-options.ts';

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
    const reach = async (): Promise<Socket> => {
      if (proxy === undefined) return openTcp(target, signal);
      try {
        return await openTunnel(proxy, target, secure, signal);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`by the proxy ${withoutCredentials(proxy)}: ${reason}`, { cause: error });
      }
    };
    const socket = await reach();
    return target.protocol === 'https:'
      ? openTls(socket, target, { ...secure, ALPNProtocols: ['h2'] }, signal)
      : socket;
  };
}

function openTcp(url: URL, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ ...addressOf(url), signal });
  return settled(socket, 'connect');
}

function openTls(
  socket: Socket,
  url: URL,
  secure: ConnectionOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { host } = addressOf(url);
  const name = isIP(host) === 0 ? { servername: host } : {};
  const secured = connectTls({ ...secure, ...name, socket, host });
  const abort = (): void => void secured.destroy(new Error('aborted'));
  signal.addEventListener('abort', abort, { once: true });
  return settled(secured, 'secureConnect').finally(() => signal.removeEventListener('abort', abort));
}

async function openTunnel(
  proxy: URL,
  target: URL,
  secure: ConnectionOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const tcp = await openTcp(proxy, signal);
  const socket = proxy.protocol === 'https:' ? await openTls(tcp, proxy, secure, signal) : tcp;
  const { host, port } = addressOf(target);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authorization = proxyAuthorization(proxy);
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
      createConnection: () => socket,
      signal,
    });
    asked.once('connect', ({ statusCode = 0 }, tunnel: Socket, head) => {
      if (statusCode >= 200 && statusCode <= 299) {
        if (head.length > 0) tunnel.unshift(head);
        resolve(tunnel);
        return;
      }
      tunnel.destroy();
      const what = statusCode === 407 ? 'wants other credentials' : 'refuses the connection';
      reject(new Error(`it ${what} (HTTP ${statusCode})`));
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** The socket once the event has come; rejects with what came instead. */
function settled<S extends Socket>(socket: S, event: 'connect' | 'secureConnect'): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });
}
