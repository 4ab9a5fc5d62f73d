import { isRecord } from './answer.ts';
import type { Api } from './api.ts';

/** When the access token in use ends (ms since the epoch), or undefined when Webex does not say. */
export async function askTokenExpiryMs(api: Api, signal: AbortSignal): Promise<number | undefined> {
  const question = { endpoint: 'token_expiry', path: 'v1/authorizations/tokenExpiry' } as const;
  const answer = await api.ask(question, signal);
  const expiryMs = 'document' in answer && isRecord(answer.document) ? answer.document['exp'] : undefined;
  // Beyond this no Date can be made of it.
  return typeof expiryMs === 'number' && expiryMs > 0 && expiryMs < 8.64e15 ? expiryMs : undefined;
}
