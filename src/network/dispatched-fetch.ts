import type { Socket } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, fetch as undiciFetch, ProxyAgent, type Dispatcher } from 'undici';
import { proxyFor, type ProxySettings } from '../proxy.ts';
import { basicAuthorization } from '../secret.ts';
import { toSecureOptions, type SecureOptions, type TlsOptions } from './secure-options.ts';
import { openTls, openTunnel } from './tunnel.ts';

export interface NetworkOptions {
  readonly proxies: ProxySettings;
  readonly tls: TlsOptions;
}

/** Bound on one attempt to connect, as undici has it where there is no proxy. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What this program needs of fetch. */
export type DispatchedFetch = (url: URL, init?: RequestInit) => Promise<Response>;

/** undici's fetch, each request by the dispatcher of its proxy or by none. */
export function createDispatchedFetch({ proxies, tls }: NetworkOptions): DispatchedFetch {
  const secure = toSecureOptions(tls);
  const direct = new Agent({ connect: secure });
  const dispatchers = new Map<string, Dispatcher>();

  const dispatcherFor = (url: URL): Dispatcher => {
    const proxy = proxyFor(url, proxies);
    if (proxy === undefined) return direct;
    // Plain http is passed on and not tunnelled, as Go does it: proxies refuse CONNECT to most ports.
    const isPassedOn = url.protocol === 'http:' && proxy.protocol === 'http:';
    const key = `${isPassedOn} ${proxy.href}`;
    const dispatcher =
      dispatchers.get(key) ?? (isPassedOn ? createForwarder(proxy) : createTunneller(proxy, secure));
    dispatchers.set(key, dispatcher);
    return dispatcher;
  };

  return async (url, { method, headers, body, redirect, signal } = {}) => {
    const answer = await undiciFetch(url, {
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers: [...new Headers(headers)] }),
      ...(redirect === undefined ? {} : { redirect }),
      body: toBytes(body),
      signal: signal ?? null,
      dispatcher: dispatcherFor(url),
    });
    return new Response(answer.body, { status: answer.status, headers: [...answer.headers] });
  };
}

/** undici's own tunnel loses on the way what the proxy said. */
function createTunneller(proxy: URL, secure: SecureOptions): Dispatcher {
  const reach = async (target: URL): Promise<Socket> => {
    const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
    const socket = await openTunnel(proxy, target, secure, signal);
    return target.protocol === 'https:' ? openTls(socket, target, secure, signal) : socket;
  };
  return new Agent({
    connect: ({ protocol, hostname, port }, callback) => {
      callbackify(reach)(new URL(`${protocol}//${hostname}:${port}`), (error, socket) =>
        error ? callback(error, null) : callback(null, socket),
      );
    },
  });
}

function createForwarder(proxy: URL): Dispatcher {
  const token = basicAuthorization(proxy);
  return new ProxyAgent({
    uri: proxy.origin,
    proxyTunnel: false,
    ...(token === undefined ? {} : { token }),
  });
}

/** All that this program ever sends. */
function toBytes(body: RequestInit['body']): string | Uint8Array | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('a request body is a text or bytes here');
}
