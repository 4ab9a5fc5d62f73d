import * as z from 'zod';
import type { AccountFacts } from '../check/assessment.ts';
import type { AccountConfig } from '../config/account.ts';
import type { ConnectedAccount } from '../exporter/account.ts';
import { instantSchema } from '../instant-schema.ts';
import { hasProPack } from '../webex/licences.ts';
import type { TokenExpiry } from '../webex/token.ts';

/** Asks the general API only for what the answers about the sites leave open. */
export async function gatherFacts(
  config: AccountConfig,
  account: ConnectedAccount,
  known: Pick<AccountFacts, 'answers' | 'words' | 'discovery' | 'nowMs'>,
  signal: AbortSignal,
): Promise<AccountFacts> {
  const outcomes = new Set(
    known.answers.map(({ verdict }) =>
      // What something in between says is no word of Webex.
      verdict && verdict.outcome !== 'success' && verdict.isForeign ? undefined : verdict?.outcome,
    ),
  );
  const isReached = outcomes.has('success') || outcomes.has('no_data') || outcomes.has('forbidden');
  const isThrottled = outcomes.has('rate_limited');
  const isRefused = outcomes.has('forbidden') && !outcomes.has('success') && !outcomes.has('no_data');
  return {
    ...known,
    isBareToken: config.credentials.kind === 'token',
    expiry: isReached && !isThrottled ? await findExpiry(account, signal) : account.tokens.expiry(),
    hasProPack: isRefused && !isThrottled ? await hasProPack(account.api, signal) : undefined,
    configuredHost: config.analyticsUrl.host,
    servingHost: account.region.url.host,
    skewMs: account.skew.noticeableMs,
  };
}

const expirySchema = z.object({ exp: instantSchema });

/** A given token says nothing itself of its end; Webex may. */
async function findExpiry({ tokens, api }: ConnectedAccount, signal: AbortSignal): Promise<TokenExpiry> {
  const expiry = tokens.expiry();
  if (expiry.accessMs !== undefined) return expiry;
  const question = { endpoint: 'token_expiry', path: 'v1/authorizations/tokenExpiry' } as const;
  const answer = await api.ask(question, signal);
  const read = 'document' in answer ? expirySchema.safeParse(answer.document) : undefined;
  return { ...expiry, accessMs: read?.data?.exp };
}
