import { Hono } from 'hono';
import { idbrokerErrorBody, jsonAnswer, webexErrorBody } from '../answers.ts';
import type { SimulatorEnv } from './connection.ts';
import { checkGrantRequest, type GrantRefusal } from './grant-request.ts';
import type { Parts } from './parts.ts';
import type { Tokens } from './tokens.ts';
import { openVisit } from './visit.ts';
import { answerVisit } from './visit-answer.ts';

/**
 * `POST /v1/access_token`: the refresh_token grant. A fault strikes only what would be answered with 200; those that
 * mangle the answer spend the refresh token, the others do not.
 */
export function createTokenEndpoint(parts: Parts): Hono<SimulatorEnv> {
  const { tokens } = parts;
  const endpoint = new Hono<SimulatorEnv>();

  endpoint.post('/v1/access_token', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const refreshToken = form.get('refresh_token') ?? '';
    const visit = openVisit(parts, { endpoint: 'token', token: refreshToken || undefined });
    const { trackingId } = visit;

    const refusalNow = (): GrantRefusal | undefined =>
      checkGrantRequest(form, context.req.header('content-type'), context.req.header('authorization')) ??
      orderedRefusal(tokens) ??
      (tokens.canRefresh(refreshToken) ? undefined : INVALID_GRANT);
    const text = (): string => JSON.stringify(tokens.refresh(refreshToken));
    const right = (): Response => {
      const refusal = refusalNow();
      return refusal === undefined ? jsonAnswer(200, text(), trackingId) : refuse(refusal, trackingId);
    };

    const fault =
      refusalNow() === undefined
        ? parts.faults.strike('token', { host: new URL(context.req.url).host })
        : undefined;
    return answerVisit(parts, context, visit, fault, {
      right,
      text,
      // No fault of the token endpoint asks for these two.
      otherSiteText: text,
      noFiguresText: text,
    });
  });

  return endpoint;
}

const INVALID_GRANT: GrantRefusal = {
  status: 400,
  error: 'invalid_grant',
  description: 'The refresh token provided is expired, revoked, malformed, or invalid.',
};

function orderedRefusal(tokens: Tokens): GrantRefusal | undefined {
  const { refusal } = tokens.settings;
  return refusal === undefined ? undefined : { ...INVALID_GRANT, ...refusal };
}

function refuse(refusal: GrantRefusal, trackingId: string): Response {
  const { status, error, description } = refusal;
  const body =
    refusal.style === 'webexapis'
      ? webexErrorBody(description, trackingId)
      : idbrokerErrorBody(error, description, trackingId);
  return jsonAnswer(status, body, trackingId);
}
