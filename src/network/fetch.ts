import { Agent, request as sendRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Fetch, FetchAnswer, FetchRequest } from '../fetch.ts';
import { addressOf, proxyFor } from '../proxy.ts';
import { basicAuthorization, withoutCredentials } from '../secret.ts';
import { createOpen, type NetworkOptions, type Open } from './connection.ts';
import { createSecurity } from './secure-options.ts';
import { openProxy, ProxyError } from './tunnel.ts';

/** Shorter than servers keep idle connections, of which Node's own, with 5 s, is the least patient. */
const IDLE_MS = 4000;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Asks by the proxies and certificates given. Node's own `fetch` is not used: it takes neither, and its first request
 * compiles a parser for 50 ms and 18 MiB. A proxy that wants other credentials is a 407, whatever the scheme; what else goes
 * wrong at a proxy is a rejection that names it.
 */
export function createFetch({ proxies, tls }: NetworkOptions): Fetch {
  const security = createSecurity(tls);
  const agents = new Map<string, Connections>();

  function agentFor(key: string, open: () => Open): Connections {
    const agent = agents.get(key) ?? new Connections(open());
    agents.set(key, agent);
    return agent;
  }

  return async (url, request) => {
    const proxy = proxyFor(url, proxies);
    // Plain http is passed on and not tunnelled, as Go does it: proxies refuse CONNECT to most ports.
    const forwarder = url.protocol === 'http:' ? proxy : undefined;
    const agent = forwarder
      ? agentFor(forwarder.href, () => (signal) => openProxy(forwarder, security, signal))
      : agentFor(`${url.origin} ${proxy?.href}`, () => createOpen(url, proxy, security, 'http/1.1'));
    try {
      const answer = await send(url, request, agent, forwarder);
      if (answer.statusCode !== 407 || forwarder === undefined) return toAnswer(answer);
      answer.destroy();
      return toChallenge(forwarder);
    } catch (error) {
      if (!(error instanceof ProxyError) || error.status !== 407 || proxy === undefined) throw error;
      return toChallenge(proxy);
    }
  };
}

function toChallenge(proxy: URL): FetchAnswer {
  const message = `the proxy ${withoutCredentials(proxy)} wants other credentials`;
  return {
    status: 407,
    headers: { get: () => null },
    body: Readable.from([Buffer.from(JSON.stringify({ message }))]),
  };
}

/** Connections to one server, kept for its next requests. */
class Connections extends Agent {
  readonly #open: Open;

  constructor(open: Open) {
    super({ keepAlive: true, timeout: IDLE_MS });
    this.#open = open;
  }

  override createConnection(
    _: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    callbackify(openInTime)(this.#open, callback);
  }
}

async function openInTime(open: Open): Promise<Socket> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`));
  }, CONNECT_TIMEOUT_MS);
  try {
    return await open(late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one request, and resolves with the head of its answer. */
function send(
  url: URL,
  { method, headers, body, signal }: FetchRequest,
  agent: Agent,
  forwarder: URL | undefined,
): Promise<IncomingMessage> {
  const authorization = forwarder && basicAuthorization(forwarder);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { host, port } = addressOf(url);
    const request = sendRequest({
      agent,
      host,
      port,
      method,
      path: forwarder ? `${url.origin}${url.pathname}${url.search}` : `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        'accept-encoding': 'identity',
        ...headers,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
    });
    // Node says nothing of a request that is destroyed before it has a connection.
    const abort = (): void => {
      reject(signal.reason);
      request.destroy();
    };
    signal.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal.removeEventListener('abort', abort));
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

function toAnswer(answer: IncomingMessage): FetchAnswer {
  return {
    status: answer.statusCode ?? 0,
    headers: { get: (name) => answer.headers[name]?.toString() ?? null },
    body: unfold(answer),
  };
}

/** Nobody is asked to compress; some do. */
function unfold(answer: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return answer;
  if (encoding === 'gzip') return pipeline(answer, createGunzip(), () => undefined);
  answer.destroy();
  throw new Error(`the answer is compressed as ${encoding}, which nobody asked for`);
}
