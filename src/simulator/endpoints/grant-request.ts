import { clientOfBasic } from './authorisation.ts';
import { SIMULATOR_CREDENTIALS } from './tokens.ts';

/** A grant that is not given. */
export interface GrantRefusal {
  readonly status: number;
  /** In the words of RFC 6749. */
  readonly error: string;
  readonly description: string;
  /** In whose words it is said; default the identity service's. */
  readonly style?: 'idbroker' | 'webexapis';
}

/** What is wrong with the form of a refresh_token grant or with its client; undefined when nothing is. */
export function checkGrantRequest(
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
  const client = clientOfBasic(authorization) ?? {
    id: form.get('client_id'),
    secret: form.get('client_secret'),
  };
  if (client.id !== SIMULATOR_CREDENTIALS.clientId || client.secret !== SIMULATOR_CREDENTIALS.clientSecret) {
    return { status: 401, error: 'invalid_client', description: 'Client authentication failed.' };
  }
  if ((form.get('refresh_token') ?? '') === '') {
    return { status: 400, error: 'invalid_request', description: 'The refresh_token is missing.' };
  }
  return undefined;
}
