import type { Clock } from '../clock.ts';
import { toNetworkWords } from '../error-words.ts';
import type { Fetch, FetchAnswer } from '../fetch.ts';
import { toInstant } from '../instant.ts';
import { onAbort } from '../on-abort.ts';
import { createTurns, type Turns } from '../turns.ts';

/** A body larger than this is refused while it streams. A real answer has a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024;

/** More than a real answer has: bodies this large are read one at a time. */
const LARGE_BODY_BYTES = 64 * 1024;

export const BODY_TOO_LARGE = 'the body is larger than 1 MiB';

export type Endpoint =
  | 'aggregates'
  | 'access_token'
  | 'token_expiry'
  | 'device_authorize'
  | 'device_token'
  | 'licenses'
  | 'live_monitoring'
  | 'people';

export interface ExchangeRequest {
  readonly endpoint: Endpoint;
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, whatever its status; or why nothing usable did. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly retryAfter: string | undefined;
      /** Names the next page of a list. */
      readonly link?: string | undefined;
      /** Webex support asks for it. */
      readonly trackingId: string | undefined;
      /** When Webex says it was, by its own clock (ms since the epoch). */
      readonly dateMs?: number | undefined;
    }
  | { readonly kind: 'too_large'; readonly status: number; readonly trackingId: string | undefined }
  | { readonly kind: 'timeout'; readonly detail: string }
  | { readonly kind: 'network'; readonly detail: string };

export type Answered = Extract<Exchange, { kind: 'answered' }>;

/** Told of every HTTP request: `code` is the status, or `error` when no answer came. */
export type ExchangeObserver = (seen: { endpoint: Endpoint; code: string; durationMs: number }) => void;

export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Bound on one request, body included. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly observe: ExchangeObserver;
  /** Whose turn it is to read a large body. Default: no other exchange's. */
  readonly largeBodies?: Turns;
}

/** Performs one HTTP request within its bounds. Rejects only when `signal` aborts. */
export type PerformExchange = (request: ExchangeRequest, signal: AbortSignal) => Promise<Exchange>;

export function createExchange(options: ExchangeOptions): PerformExchange {
  const { clock, timeoutMs, observe, largeBodies = createTurns() } = options;

  return async (request, signal) => {
    signal.throwIfAborted();
    const startMs = clock.now();
    // One controller per request, which nothing refers to once that has ended: AbortSignal.any() on a signal that lives
    // as long as the process keeps every dependent signal alive on Node 20.
    const controller = new AbortController();
    const release = onAbort(signal, () => controller.abort(signal.reason));
    let timedOut = false;
    const stopTimer = clock.startTimer(timeoutMs, () => {
      timedOut = true;
      controller.abort();
    });

    let code = 'error';
    try {
      const response = await send(options, request, controller.signal);
      code = String(response.status);
      return await read(response, largeBodies, controller.signal);
    } catch (error) {
      signal.throwIfAborted();
      return timedOut
        ? { kind: 'timeout', detail: `no complete answer within ${timeoutMs / 1000} s` }
        : { kind: 'network', detail: toNetworkWords(error) };
    } finally {
      stopTimer();
      release();
      observe({ endpoint: request.endpoint, code, durationMs: Math.max(0, clock.now() - startMs) });
    }
  };
}

function send(options: ExchangeOptions, request: ExchangeRequest, signal: AbortSignal): Promise<FetchAnswer> {
  const { url, method, headers, body } = request;
  return options.fetch(url, {
    method,
    headers: { accept: 'application/json', 'user-agent': options.userAgent, ...headers },
    // A redirect could carry the token to a host that nobody allowed.
    redirect: 'manual',
    signal,
    ...(body === undefined ? {} : { body }),
  });
}

async function read(response: FetchAnswer, largeBodies: Turns, signal: AbortSignal): Promise<Exchange> {
  const { status, headers } = response;
  const trackingId = headers.get('trackingid') ?? undefined;
  const decoder = new TextDecoder();
  let bytes = 0;
  let body = '';
  let endTurn: (() => void) | undefined;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the body, which closes the socket.
      if (bytes > MAX_BODY_BYTES) return { kind: 'too_large', status, trackingId };
      if (bytes > LARGE_BODY_BYTES) endTurn ??= await largeBodies.take(signal);
      body += decoder.decode(chunk, { stream: true });
    }
  } finally {
    endTurn?.();
  }
  body += decoder.decode();
  return {
    kind: 'answered',
    status,
    body,
    retryAfter: headers.get('retry-after') ?? undefined,
    link: headers.get('link') ?? undefined,
    trackingId,
    dateMs: readDate(headers),
  };
}

/** An answer with an age was made some time ago. */
function readDate(headers: FetchAnswer['headers']): number | undefined {
  return headers.get('age') !== null ? undefined : toInstant(Date.parse(headers.get('date') ?? ''));
}
