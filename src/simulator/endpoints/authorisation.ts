import type { OrganisationSettings } from '../world/organisation.ts';

/** A client's credentials as they arrived. */
export interface ClientCredentials {
  readonly id: string | null;
  readonly secret: string | null;
}

export const NO_TOKEN = 'The request requires a valid access token set in the Authorization request header.';

export const NO_PRO_PACK = 'The organization does not have a Pro Pack license for this API.';

/** Webex's refusal of a token that lacks a scope; undefined when it has it. */
export function describeMissingScope({ scopes }: OrganisationSettings, scope: string): string | undefined {
  return scopes.includes(scope)
    ? undefined
    : `The access token is missing required scopes or the user is missing required roles or licenses: ${scope}`;
}

export function bearerTokenOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

export function clientOfBasic(header: string | undefined): ClientCredentials | undefined {
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
