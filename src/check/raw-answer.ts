import type { Redact } from '../secret.ts';
import { BODY_TOO_LARGE, type Exchange, type ExchangeRequest } from '../webex/exchange.ts';
import { parseJson } from '../json.ts';
import { toShownId } from '../webex/verdict.ts';
import type { RawAnswer } from './report.ts';

const MAX_BODY_CHARACTERS = 20_000;

/** What a credential that we do not know would stand in. */
const SECRET_FIELD = /("(?:access_token|refresh_token|client_secret|id_token|device_code)"\s*:\s*")[^"]*/gi;
const BEARER = /\bBearer\s+[^\s"<]+/gi;

/** An answer for a bug report; `redact` takes the known secrets out of it. */
export function toRawAnswer({ method, url }: ExchangeRequest, exchange: Exchange, redact: Redact): RawAnswer {
  const body = redact(redactLiterals(readBody(exchange), redact))
    .replaceAll(SECRET_FIELD, '$1<redacted>')
    .replaceAll(BEARER, 'Bearer <redacted>');
  const rest = body.length - MAX_BODY_CHARACTERS;
  return {
    request: redact(`${method} ${url.href}`),
    status: 'status' in exchange ? exchange.status : undefined,
    trackingId:
      'trackingId' in exchange && exchange.trackingId ? toShownId(exchange.trackingId, redact) : undefined,
    body: rest > 0 ? `${body.slice(0, MAX_BODY_CHARACTERS)}\n… and ${rest} more characters` : body,
  };
}

/** A text as JSON writes it. */
const LITERAL = /"(?:[^"\\]|\\.)*"/gs;

/** JSON can write a secret in many ways: each text is decoded, and stays as it was unless there is one in it. */
function redactLiterals(body: string, redact: Redact): string {
  return body.replaceAll(LITERAL, (literal) => {
    if (!literal.includes('\\')) return literal;
    const text = parseJson(literal);
    if (typeof text !== 'string') return literal;
    const clean = redact(text);
    return clean === text ? literal : JSON.stringify(clean);
  });
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
