import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import type { Api } from './api.ts';

const tokenExpiry = z.object({ exp: instantSchema });

/** When the access token in use ends (ms since the epoch), or undefined when Webex does not say. */
export async function askTokenExpiryMs(api: Api, signal: AbortSignal): Promise<number | undefined> {
  const question = { endpoint: 'token_expiry', path: 'v1/authorizations/tokenExpiry' } as const;
  const answer = await api.ask(question, signal);
  return 'document' in answer ? tokenExpiry.safeParse(answer.document).data?.exp : undefined;
}
