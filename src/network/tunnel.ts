import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { toNetworkWords } from '../error-words.ts';
import { addressOf } from '../proxy.ts';
import { basicAuthorization, withoutCredentials } from '../secret.ts';
import type { Security } from './secure-options.ts';

/** Thrown when a connection through a proxy does not come to be; its message names the proxy, without its password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** What the proxy answered; undefined: it was not reached. */
  readonly status: number | undefined;

  constructor(proxy: URL, reason: string, status?: number, cause?: unknown) {
    super(`by the proxy ${withoutCredentials(proxy)}: ${reason}`, { cause });
    this.status = status;
  }
}

/** A connection to the proxy itself. Rejects with a ProxyError. */
export function openProxy(proxy: URL, security: Security, signal: AbortSignal): Promise<Socket> {
  return named(proxy, () => reach(proxy, security, signal));
}

/** A connection to the target that the proxy passes on byte by byte. Rejects with a ProxyError. */
export function openTunnel(
  proxy: URL,
  target: URL,
  security: Security,
  signal: AbortSignal,
): Promise<Socket> {
  return named(proxy, async () => ask(proxy, target, await reach(proxy, security, signal), signal));
}

async function reach(proxy: URL, security: Security, signal: AbortSignal): Promise<Socket> {
  const tcp = await openTcp(proxy, signal);
  return proxy.protocol === 'https:' ? openTls(tcp, proxy, security(), signal) : tcp;
}

async function named(proxy: URL, open: () => Promise<Socket>): Promise<Socket> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof ProxyError) throw error;
    throw new ProxyError(proxy, toNetworkWords(error), undefined, error);
  }
}

export function openTcp(url: URL, signal: AbortSignal): Promise<Socket> {
  return settled(connectTcp({ ...addressOf(url), signal }), 'connect', signal);
}

/** Puts TLS on a connection to the URL's host. */
export function openTls(
  socket: Socket,
  url: URL,
  secure: ConnectionOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { host } = addressOf(url);
  const name = isIP(host) === 0 ? { servername: host } : {};
  const secured = connectTls({ ...secure, ...name, socket, host });
  const abort = (): void => void secured.destroy();
  signal.addEventListener('abort', abort, { once: true });
  return settled(secured, 'secureConnect', signal).finally(() => signal.removeEventListener('abort', abort));
}

/** Asks for the tunnel on a connection to the proxy. */
function ask(proxy: URL, target: URL, socket: Socket, signal: AbortSignal): Promise<Socket> {
  const { host, port } = addressOf(target);
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const authorization = basicAuthorization(proxy);
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
      reject(new ProxyError(proxy, `it ${what} (HTTP ${statusCode})`, statusCode));
    });
    asked.once('error', (error) => reject(signal.aborted ? signal.reason : error));
    asked.end();
  });
}

/** The socket once the event has come; rejects with the signal's reason or with what came instead. */
function settled<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? signal.reason : error);
    socket.once(event, () => resolve(socket));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
  });
}
