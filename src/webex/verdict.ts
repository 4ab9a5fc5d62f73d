import { BODY_TOO_LARGE, type Exchange } from './exchange.ts';
import { isRecord, parseJson } from './json.ts';
import type { Outcome } from './outcome.ts';
import { extractRegionHost, namesAnalyticsHost } from './region.ts';
import { isThrottling, parseRetryAfter } from './retry-after.ts';

const MAX_MESSAGE_CHARACTERS = 300;

export interface Failure {
  readonly outcome: Exclude<Outcome, 'success'>;
  /** What happened, in words for a log line or a page. */
  readonly message: string;
  readonly status?: number;
  readonly trackingId?: string;
  /** What a Retry-After header asked for, already bounded. */
  readonly retryAfterMs?: number;
  /** The allowed host a `wrong_region` answer sends us to. */
  readonly regionHost?: string;
}

/** What one question led to. */
export type Verdict<Answer> = { readonly outcome: 'success'; readonly answer: Answer } | Failure;

/** What a body of status 2xx holds. */
export type Decoded<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'no_data' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a body; never throws, whatever it holds. */
export type Decode<Answer> = (body: string) => Decoded<Answer>;

export interface JudgeOptions<Answer> {
  readonly decode: Decode<Answer>;
  /** Hosts that a refusal may merely quote. Undefined: the API knows no regions. */
  readonly quotedHosts: readonly string[] | undefined;
  readonly nowMs: number;
}

type Answered = Extract<Exchange, { kind: 'answered' }>;

/** What an exchange means for what was asked. */
export function judge<Answer>(
  exchange: Exchange,
  { decode, quotedHosts, nowMs }: JudgeOptions<Answer>,
): Verdict<Answer> {
  if (exchange.kind !== 'answered') return judgeUnanswered(exchange);
  const { status, body } = exchange;
  if (status === 202 || status === 204) {
    return fail(exchange, 'no_data', 'Webex has no figures for these days yet');
  }
  if (status < 200 || status > 299) {
    return (quotedHosts && judgeRegion(exchange, quotedHosts)) ?? judgeRefusal(exchange, nowMs);
  }
  const decoded = decode(body);
  switch (decoded.kind) {
    case 'answer':
      return { outcome: 'success', answer: decoded.answer };
    case 'no_data':
      return fail(exchange, 'no_data', 'the answer holds no figure');
    case 'invalid':
      return fail(exchange, 'invalid_response', decoded.reason);
  }
}

/** Undefined when the refusal is about something else than the region. */
function judgeRegion(exchange: Answered, known: readonly string[]): Failure | undefined {
  const { status, body } = exchange;
  if (status !== 451 && !(status === 403 && speaksOfRegion(body, known))) return undefined;
  const regionHost = extractRegionHost(body, known);
  return {
    ...fail(exchange, 'wrong_region', describeError(exchange)),
    ...(regionHost === undefined ? {} : { regionHost }),
  };
}

/** The outcome of an answer that is not a success, for any endpoint. */
export function judgeRefusal(exchange: Answered, nowMs: number): Failure {
  const { status } = exchange;
  const message = describeError(exchange);
  const retryAfterMs = parseRetryAfter(exchange.retryAfter, nowMs);
  const patience = retryAfterMs === undefined ? {} : { retryAfterMs };

  if (status >= 300 && status <= 399) {
    return fail(
      exchange,
      'invalid_response',
      `${message}: redirects are not followed; check the base URL and proxies`,
    );
  }
  if (status === 401) return fail(exchange, 'unauthorized', message);
  if (status === 403) return fail(exchange, 'forbidden', message);
  if (status === 404) return fail(exchange, 'not_found', message);
  if (isThrottling(status)) return { ...fail(exchange, 'rate_limited', message), ...patience };
  if (status >= 500) {
    return { ...fail(exchange, 'server_error', message), ...(status === 503 ? patience : {}) };
  }
  if (status === 407) {
    return fail(exchange, 'bad_request', `${message}: a proxy on the way does not accept user and password`);
  }
  return fail(exchange, 'bad_request', message);
}

export function judgeUnanswered(exchange: Exclude<Exchange, Answered>): Failure {
  switch (exchange.kind) {
    case 'timeout':
    case 'network':
      return { outcome: exchange.kind, message: exchange.detail };
    case 'too_large':
      return fail(exchange, 'invalid_response', BODY_TOO_LARGE);
  }
}

function fail(
  exchange: { status: number; trackingId: string | undefined },
  outcome: Failure['outcome'],
  message: string,
): Failure {
  const { status, trackingId } = exchange;
  return { outcome, message, status, ...(trackingId === undefined ? {} : { trackingId }) };
}

function speaksOfRegion(body: string, known: readonly string[]): boolean {
  const document = parseJson(body);
  return (isRecord(document) && Number(document['errorCode']) === 451) || namesAnalyticsHost(body, known);
}

/** The server's own words if it has any: `{message, errors:[{description}]}`, or idbroker's `{error, error_description}`. */
function describeError({ status, body }: Answered): string {
  const document = parseJson(body);
  const words = isRecord(document)
    ? [
        document['message'],
        ...descriptions(document['errors']),
        document['error'],
        document['error_description'],
      ]
    : [];
  const text = [...new Set(words.filter((word) => typeof word === 'string' && word.trim() !== ''))].join(
    ': ',
  );
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text.slice(0, MAX_MESSAGE_CHARACTERS)}`;
}

function descriptions(errors: unknown): unknown[] {
  return Array.isArray(errors)
    ? errors.map((error: unknown) => (isRecord(error) ? error['description'] : undefined))
    : [];
}
