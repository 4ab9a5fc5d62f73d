import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { addressOf } from '../proxy.ts';
import { basicAuthorization, withoutCredentials } from '../secret.ts';

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

/** A connection to the target that the proxy passes on byte by byte. Rejects with a ProxyError. */
export async function openTunnel(
  proxy: URL,
  target: URL,
  secure: ConnectionOptions,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    const tcp = await openTcp(proxy, signal);
    const socket = proxy.protocol === 'https:' ? await openTls(tcp, proxy, secure, signal) : tcp;
    return await ask(proxy, target, socket, signal);
  } catch (error) {
    if (error instanceof ProxyError) throw error;
    const { message, code } = describe(error);
    throw Object.assign(new ProxyError(proxy, message, undefined, error), code);
  }
}

/** The words of a fault; one of several addresses has none but its code. */
function describe(error: unknown): { message: string; code: { code?: string } } {
  if (!(error instanceof Error)) return { message: String(error), code: {} };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { message: error.message || (code.code ?? error.name), code };
}

export function openTcp(url: URL, signal: AbortSignal): Promise<Socket> {
  return settled(connectTcp({ ...addressOf(url), signal }), 'connect');
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
  const abort = (): void => void secured.destroy(new Error('given up'));
  signal.addEventListener('abort', abort, { once: true });
  return settled(secured, 'secureConnect').finally(() => signal.removeEventListener('abort', abort));
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
