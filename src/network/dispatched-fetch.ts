import { Agent, fetch as undiciFetch, ProxyAgent, type Dispatcher } from 'undici';
import { proxyAuthorization, proxyFor } from '../proxy.ts';
import type { NetworkOptions } from './fetch.ts';
import { toSecureOptions } from './secure-options.ts';

/** undici's fetch, each request by the dispatcher of its proxy or by none. */
export function createDispatchedFetch({ proxies, tls }: NetworkOptions): typeof fetch {
  const secure = toSecureOptions(tls);
  const dispatchers = new Map<string, Dispatcher>();

  const dispatcherFor = (proxy: URL | undefined): Dispatcher => {
    const key = proxy?.href ?? '';
    const known = dispatchers.get(key);
    if (known) return known;
    const dispatcher = proxy === undefined ? new Agent({ connect: secure }) : createProxyAgent(proxy);
    dispatchers.set(key, dispatcher);
    return dispatcher;
  };

  const createProxyAgent = (proxy: URL): Dispatcher => {
    const token = proxyAuthorization(proxy);
    return new ProxyAgent({
      uri: proxy.origin,
      ...(token === undefined ? {} : { token }),
      // Plain http is passed on and not tunnelled, as Go does it: proxies refuse CONNECT to most ports.
      proxyTunnel: false,
      requestTls: secure,
      proxyTls: secure,
    });
  };

  return async (input, { method, headers, body, redirect, signal } = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const answer = await undiciFetch(url, {
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers: [...new Headers(headers)] }),
      ...(redirect === undefined ? {} : { redirect }),
      body: toBytes(body),
      signal: signal ?? null,
      dispatcher: dispatcherFor(proxyFor(url, proxies)),
    });
    return new Response(answer.body, { status: answer.status, headers: [...answer.headers] });
  };
}

/** All that this program ever sends. */
function toBytes(body: RequestInit['body']): string | Uint8Array | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('a request body is a text or bytes here');
}
