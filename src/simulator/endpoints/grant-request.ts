import { simulatorCredentials } from './tokens.ts';

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
  if (client.id !== simulatorCredentials.clientId || client.secret !== simulatorCredentials.clientSecret) {
    return { status: 401, error: 'invalid_client', description: 'Client authentication failed.' };
  }
  if ((form.get('refresh_token') ?? '') === '') {
    return { status: 400, error: 'invalid_request', description: 'The refresh_token is missing.' };
  }
  return undefined;
}

export function clientOfBasic(
  header: string | undefined,
): { id: string | null; secret: string | null } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? undefined
    : { id: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) };
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function formDecode(text: string): string | null {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value');
}
