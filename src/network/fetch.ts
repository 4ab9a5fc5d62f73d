import { proxyFor } from '../proxy.ts';
import { withoutCredentials } from '../secret.ts';
import type { DispatchedFetch, NetworkOptions } from './dispatched-fetch.ts';
import { ProxyError } from './tunnel.ts';

/**
 * `fetch` that goes by the proxies and certificates given: the runtime's own where there are none, so that undici is
 * loaded only where it is needed. What goes wrong at a proxy names it, and is told apart from what a server answers:
 * a proxy that wants other credentials is a 407, one that refuses otherwise a rejection.
 */
export function createFetch(options: NetworkOptions): typeof fetch {
  const { proxies, tls } = options;
  if (!proxies.http && !proxies.https && !tls.ca && !tls.cert) return fetch;
  let loading: Promise<DispatchedFetch> | undefined;
  return async (input, init) => {
    loading ??= import('./dispatched-fetch.ts').then(({ createDispatchedFetch }) =>
      createDispatchedFetch(options),
    );
    const dispatched = await loading;
    // A Request would come with a method and headers of its own, which nobody here makes.
    if (input instanceof Request) throw new TypeError('a URL is asked for, no Request');
    const url = new URL(input);
    try {
      return await dispatched(url, init);
    } catch (error) {
      const proxy = proxyFor(url, proxies);
      if (proxy === undefined || init?.signal?.aborted || !isChallenge(error)) throw error;
      const message = `the proxy ${withoutCredentials(proxy)} wants other credentials`;
      return Response.json({ message }, { status: 407 });
    }
  };
}

/** undici's word for a proxy that does not pass a request on for want of credentials. */
const CHALLENGE = 'Proxy Authentication Required (407)';

function isChallenge(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof ProxyError) return cause.status === 407;
  return cause instanceof Error && cause.message === CHALLENGE;
}
