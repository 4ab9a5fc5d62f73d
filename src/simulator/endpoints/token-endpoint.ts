import { jsonAnswer, refusalAnswer } from '../answers.ts';
import type { Parts } from './parts.ts';
import { isBasicOfClient, SIMULATOR_CREDENTIALS } from './tokens.ts';
import { openVisit, type SimulatorApp } from './visit.ts';

/** A grant that is not given. */
interface GrantRefusal {
  readonly status: number;
  /** In the words of RFC 6749. */
  readonly error: string;
  readonly description: string;
  /** In whose words it is said; default the identity service's. */
  readonly style?: 'idbroker' | 'webexapis';
}

const INVALID_GRANT: GrantRefusal = {
  status: 400,
  error: 'invalid_grant',
  description: 'The refresh token provided is expired, revoked, malformed, or invalid.',
};

/**
 * `POST /v1/access_token`: the refresh_token grant. A fault strikes only what would be answered with 200; those that
 * mangle the answer spend the refresh token, the others do not.
 */
export function addTokenEndpoint(app: SimulatorApp, parts: Parts): void {
  const { tokens } = parts;

  app.post('/v1/access_token', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const refreshToken = form.get('refresh_token') ?? '';
    const visit = openVisit(parts, context, 'token');

    const findRefusalNow = (): GrantRefusal | undefined => {
      const { refusal } = tokens.settings;
      return (
        checkRequest(form, context.req.header('content-type'), context.req.header('authorization')) ??
        (refusal === undefined ? undefined : { ...INVALID_GRANT, ...refusal }) ??
        (tokens.canRefresh(refreshToken) ? undefined : INVALID_GRANT)
      );
    };
    const answerNow = (): Response => {
      const refusal = findRefusalNow();
      return refusal === undefined
        ? jsonAnswer(200, JSON.stringify(tokens.refresh(refreshToken)), visit.trackingId)
        : refuse(refusal, visit.trackingId);
    };
    return findRefusalNow() === undefined ? visit.answer('token', answerNow) : visit.finish(answerNow());
  });
}

/** What is wrong with the form or the client; undefined when nothing is. */
function checkRequest(
  form: URLSearchParams,
  contentType: string | undefined,
  authorization: string | undefined,
): GrantRefusal | undefined {
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return { status: 400, error: 'invalid_request', description: 'The request must be form-encoded.' };
  }
  if (form.get('grant_type') !== 'refresh_token') {
    return { status: 400, error: 'unsupported_grant_type', description: 'Only refresh_token is simulated.' };
  }
  const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
  const isOurs =
    authorization === undefined
      ? form.get('client_id') === clientId && form.get('client_secret') === clientSecret
      : isBasicOfClient(authorization);
  if (!isOurs) {
    return { status: 401, error: 'invalid_client', description: 'Client authentication failed.' };
  }
  if ((form.get('refresh_token') ?? '') === '') {
    return { status: 400, error: 'invalid_request', description: 'The refresh_token is missing.' };
  }
  return undefined;
}

function refuse({ status, error, description, style }: GrantRefusal, trackingId: string): Response {
  if (style === 'webexapis') return refusalAnswer(status, description, trackingId);
  const body = { error, error_description: description, trackingID: trackingId };
  return jsonAnswer(status, JSON.stringify(body), trackingId);
}
