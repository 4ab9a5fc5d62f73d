import type { Parts } from './parts.ts';
import { SIMULATOR_CREDENTIALS } from './tokens.ts';

export const NO_PRO_PACK = 'The organization does not have a Pro Pack license for this API.';

/** Webex's refusal of a caller without a valid token, or whose token lacks the scope; undefined when it may ask. */
export function findRefusal(
  { tokens, organisation }: Parts,
  token: string | undefined,
  scope: string | undefined,
): [status: 401 | 403, description: string] | undefined {
  if (token === undefined || !tokens.isValid(token))
    return [401, 'The request requires a valid access token set in the Authorization request header.'];
  if (scope === undefined || organisation.settings.scopes.includes(scope)) return undefined;
  return [
    403,
    `The access token is missing required scopes or the user is missing required roles or licenses: ${scope}`,
  ];
}

export function bearerTokenOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

/** Whether a Basic header is that of the simulator's client, whose id and secret need no encoding. */
export function isOfOurClient(header: string | undefined): boolean {
  const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
  return header === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
