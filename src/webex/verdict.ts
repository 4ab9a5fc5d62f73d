import type { Redact } from '../secret.ts';
import { toShown } from '../shown-text.ts';
import { BODY_TOO_LARGE, type Answered, type Exchange } from './exchange.ts';
import { isRecord, parseJson } from '../json.ts';
import type { Outcome } from './outcome.ts';
import { extractRegionHost, namesAnalyticsHost } from './region.ts';
import { isThrottling, parseRetryAfter } from './retry-after.ts';

const MAX_MESSAGE_CHARACTERS = 300;

/** Webex's own ids have about 60; what a proxy sends may be anything. */
const MAX_ID_CHARACTERS = 128;

export interface Failure {
  readonly outcome: Exclude<Outcome, 'success'>;
  /** What happened, in words for a log line or a page. */
  readonly message: string;
  readonly status?: number | undefined;
  readonly trackingId?: string | undefined;
  /** What a Retry-After header asked for, already bounded. */
  readonly retryAfterMs?: number | undefined;
  /** The allowed host a `wrong_region` answer sends us to. */
  readonly regionHost?: string | undefined;
  /** What to do, where more is known than the outcome tells. */
  readonly advice?: string | undefined;
  /** Something between here and Webex said it: nothing is known of the token. */
  readonly isForeign?: true;
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

/** What a refusal is read with. */
export interface RefusalContext {
  readonly nowMs: number;
  /** Takes secrets out of the words, should Webex or something before it echo the token. */
  readonly redact: Redact;
}

export interface JudgeOptions<Answer> extends RefusalContext {
  readonly decode: Decode<Answer>;
  /** Hosts that a refusal may merely quote. Undefined: the API knows no regions. */
  readonly quotedHosts: readonly string[] | undefined;
}

/** What an exchange means for what was asked. */
export function judge<Answer>(
  exchange: Exchange,
  { decode, quotedHosts, ...context }: JudgeOptions<Answer>,
): Verdict<Answer> {
  const { redact } = context;
  if (exchange.kind !== 'answered') return judgeUnanswered(exchange, redact);
  const { status, body } = exchange;
  const fail = (outcome: Failure['outcome'], message: string): Failure =>
    toFailure(exchange, outcome, toShown(message, redact, MAX_MESSAGE_CHARACTERS), redact);
  if (status === 202 || status === 204) return fail('no_data', 'Webex has no figures for these days yet');
  if (!isSuccess(status)) {
    return (quotedHosts && judgeRegion(exchange, quotedHosts, redact)) ?? judgeRefusal(exchange, context);
  }
  const decoded = decode(body);
  switch (decoded.kind) {
    case 'answer':
      return { outcome: 'success', answer: decoded.answer };
    case 'no_data':
      return fail('no_data', 'the answer holds no figure');
    case 'invalid':
      return fail('invalid_response', decoded.reason);
  }
}

/** Undefined when the refusal is about something else than the region. */
function judgeRegion(exchange: Answered, known: readonly string[], redact: Redact): Failure | undefined {
  const { status, body } = exchange;
  if (status !== 451 && !(status === 403 && speaksOfRegion(body, known))) return undefined;
  return {
    ...toFailure(exchange, 'wrong_region', describeError(exchange, redact), redact),
    regionHost: extractRegionHost(body, known),
  };
}

/** The answer of an endpoint without regions, if it is one to be read. */
export function readAnswered(
  exchange: Exchange,
  context: RefusalContext,
): { readonly answered: Answered } | { readonly failure: Failure } {
  if (exchange.kind !== 'answered') return { failure: judgeUnanswered(exchange, context.redact) };
  return isSuccess(exchange.status) ? { answered: exchange } : { failure: judgeRefusal(exchange, context) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** The outcome of an answer that is not a success, for any endpoint. */
function judgeRefusal(exchange: Answered, { nowMs, redact }: RefusalContext): Failure {
  const { status } = exchange;
  const words = describeError(exchange, redact);
  const fail = (outcome: Failure['outcome'], message = words): Failure => ({
    ...toFailure(exchange, outcome, message, redact),
    ...(isForeign(exchange) ? { isForeign: true, advice: FOREIGN_ADVICE } : {}),
  });
  const retryAfterMs = parseRetryAfter(exchange.retryAfter, nowMs);

  if (status >= 300 && status <= 399)
    return fail('invalid_response', `${words}: redirects are not followed; check the base URL and proxies`);
  if (status === 401) return fail('unauthorized');
  if (status === 403) return fail('forbidden');
  if (status === 404) return fail('not_found');
  if (isThrottling(status)) return { ...fail('rate_limited'), retryAfterMs };
  if (status === 407) {
    const message = `${words}: a proxy on the way does not accept user and password`;
    return { ...fail('bad_request', message), advice: PROXY_ADVICE };
  }
  if (status === 503) return { ...fail('server_error'), retryAfterMs };
  if (status >= 500) return fail('server_error');
  return fail('bad_request');
}

const PROXY_ADVICE =
  'set the user and password of the proxy in HTTPS_PROXY, percent-encoded: http://user:password@proxy.example:3128';

const FOREIGN_ADVICE =
  'a filter, proxy or gateway between here and Webex answers in its place; have it let requests to the hosts of the base URLs pass';

/** Webex refuses with JSON and names each answer. */
function isForeign({ body, trackingId }: Answered): boolean {
  return trackingId === undefined && body.trimStart().startsWith('<');
}

function judgeUnanswered(exchange: Exclude<Exchange, Answered>, redact: Redact): Failure {
  switch (exchange.kind) {
    case 'timeout':
    case 'network':
      return { outcome: exchange.kind, message: toShown(exchange.detail, redact, MAX_MESSAGE_CHARACTERS) };
    case 'too_large':
      return toFailure(exchange, 'invalid_response', BODY_TOO_LARGE, redact);
  }
}

function toFailure(
  { status, trackingId }: { status: number; trackingId: string | undefined },
  outcome: Failure['outcome'],
  message: string,
  redact: Redact,
): Failure {
  return { outcome, message, status, trackingId: (trackingId && toShownId(trackingId, redact)) || undefined };
}

/** A trackingId as it may be shown. */
export function toShownId(trackingId: string, redact: Redact): string {
  return toShown(trackingId, redact, MAX_ID_CHARACTERS);
}

function speaksOfRegion(body: string, known: readonly string[]): boolean {
  const document = parseJson(body);
  return (isRecord(document) && Number(document['errorCode']) === 451) || namesAnalyticsHost(body, known);
}

/** The server's own words if it has any: `{message, errors:[{description}]}`, or idbroker's `{error, error_description}`. */
function describeError(exchange: Answered, redact: Redact): string {
  const { status, body } = exchange;
  if (isForeign(exchange)) return `HTTP ${status} with HTML and no trackingId: it is not from Webex`;
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
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${toShown(text, redact, MAX_MESSAGE_CHARACTERS)}`;
}

function descriptions(errors: unknown): unknown[] {
  return Array.isArray(errors)
    ? errors.map((error: unknown) => (isRecord(error) ? error['description'] : undefined))
    : [];
}
