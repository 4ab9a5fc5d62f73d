import { BODY_TOO_LARGE, type Exchange, type ExchangeRequest } from '../webex/exchange.ts';
import type { RecordedExchange } from '../recording.ts';
import type { RawAnswer } from './report.ts';

const MAX_BODY_CHARACTERS = 20_000;

/** What a credential that we do not know would stand in. */
const SECRET_FIELD = /("(?:access_token|refresh_token|client_secret|id_token|device_code)"\s*:\s*")[^"]*/gi;
const BEARER = /\bBearer\s+[^\s"<]+/gi;

/** An answer for a bug report; `redact` takes the known secrets out of it. */
export function toRawAnswer(
  { method, url }: ExchangeRequest,
  exchange: Exchange,
  redact: (text: string) => string,
): RawAnswer {
  const body = redact(readBody(exchange))
    .replaceAll(SECRET_FIELD, '$1<redacted>')
    .replaceAll(BEARER, 'Bearer <redacted>');
  const rest = body.length - MAX_BODY_CHARACTERS;
  return {
    request: redact(`${method} ${url.href}`),
    status: 'status' in exchange ? exchange.status : undefined,
    trackingId: 'trackingId' in exchange && exchange.trackingId ? redact(exchange.trackingId) : undefined,
    body: rest > 0 ? `${body.slice(0, MAX_BODY_CHARACTERS)}\n… and ${rest} more characters` : body,
  };
}

function readBody(exchange: Exchange): string {
  switch (exchange.kind) {
    case 'answered':
      return exchange.body;
    case 'too_large':
      return BODY_TOO_LARGE;
    case 'timeout':
    case 'network':
      return exchange.detail;
  }
}

/** An exchange for a recording; undefined when no whole answer came. `redact` takes the known secrets out of it. */
export function toRecordedExchange(
  { endpoint, method, url, body: question }: ExchangeRequest,
  exchange: Exchange,
  atMs: number,
  redact: (text: string) => string,
): RecordedExchange | undefined {
  if (exchange.kind !== 'answered') return undefined;
  const { status, retryAfter, body } = exchange;
  return { endpoint, method, url, question, atMs, status, retryAfter, body: redact(body) };
}
