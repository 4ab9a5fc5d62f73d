import { z } from 'zod';
import type { Api } from './api.ts';

/** Beyond this no Date can be made of it. */
const MAX_DATE_MS = 8.64e15;

const tokenExpiry = z.object({ exp: z.number().positive().lt(MAX_DATE_MS) });

/** When the access token in use ends (ms since the epoch), or undefined when Webex does not say. */
export async function askTokenExpiryMs(api: Api, signal: AbortSignal): Promise<number | undefined> {
  const question = { endpoint: 'token_expiry', path: 'v1/authorizations/tokenExpiry' } as const;
  const answer = await api.ask(question, signal);
  return 'document' in answer ? tokenExpiry.safeParse(answer.document).data?.exp : undefined;
}
