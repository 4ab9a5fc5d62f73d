import { proxyFor, type ProxySettings } from '../proxy.ts';
import { withoutCredentials } from '../redaction.ts';

export interface NetworkOptions {
  readonly proxies: ProxySettings;
  readonly tls: TlsOptions;
}

/** PEM texts. */
export interface TlsOptions {
  /** Trusted instead of Node's own authorities. */
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * `fetch` that goes by the proxies and certificates given: the runtime's own where there are none, so that undici is
 * loaded only where it is needed. What goes wrong at a proxy names it, and is told apart from what a server answers:
 * a proxy that wants other credentials is a 407, one that refuses otherwise a rejection.
 */
export function createFetch(options: NetworkOptions): typeof fetch {
  const { proxies, tls } = options;
  if (!proxies.http && !proxies.https && Object.keys(tls).length === 0) return fetch;
  let loading: Promise<typeof fetch> | undefined;
  return async (input, init) => {
    loading ??= import('./dispatched-fetch.ts').then(({ createDispatchedFetch }) =>
      createDispatchedFetch(options),
    );
    const dispatched = await loading;
    const url = new URL(input instanceof Request ? input.url : input);
    try {
      return await dispatched(url, init);
    } catch (error) {
      const proxy = proxyFor(url, proxies);
      if (proxy === undefined || init?.signal?.aborted) throw error;
      return answerOf(error, withoutCredentials(proxy));
    }
  };
}

/** undici's words for a proxy that answers CONNECT, or a request it is to pass on, with a refusal of its own. */
const REFUSAL = /Proxy response \((\d{3})\)|Proxy Authentication Required \((407)\)/;

/** The 407 that a proxy means by its refusal. Throws what else went wrong on the way through it. */
function answerOf(error: unknown, proxy: string): Response {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const [, tunnel, plain] = REFUSAL.exec(message) ?? [];
  const status = tunnel ?? plain;
  if (status === '407')
    return Response.json({ message: `the proxy ${proxy} wants other credentials` }, { status: 407 });
  const words = status === undefined ? message : `it refuses the connection with HTTP ${status}`;
  const told = new Error(`by the proxy ${proxy}: ${words}`);
  const code = cause instanceof Error && 'code' in cause && status === undefined ? { code: cause.code } : {};
  throw new TypeError('fetch failed', { cause: Object.assign(told, code) });
}
