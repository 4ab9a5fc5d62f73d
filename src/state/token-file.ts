import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { Secret } from '../secret.ts';
import type { OAuthTokens } from '../webex/token-answer.ts';
import { createRecordFile, type StateFileOptions } from './record-file.ts';

const VERSION = 1;

const tokens = z.object({
  refresh_token: z.string().min(1),
  access_token: z.string().min(1).optional(),
  obtained_ms: instantSchema.optional().catch(undefined),
  access_expiry_ms: instantSchema.optional().catch(undefined),
  refresh_expiry_ms: instantSchema.optional().catch(undefined),
  /** Digest of the refresh token that was configured when these were got. */
  configured_digest: z.string(),
});

/** An account's rotated tokens on disk. */
export interface TokenFile {
  /** The kept tokens, if they descend from the refresh token that is configured now; any when none is configured. */
  read(configured: Secret | undefined): Promise<OAuthTokens | undefined>;
  write(tokens: OAuthTokens, configured: Secret): Promise<void>;
}

export function createTokenFile(account: string, options: StateFileOptions): TokenFile {
  const file = createRecordFile({
    ...options,
    name: `tokens/${account}.json`,
    version: VERSION,
    schema: tokens,
  });
  return {
    async read(configured) {
      const kept = await file.read();
      // Another configured token means that somebody authorised anew: the kept ones are of the past.
      if (kept === undefined || (configured && kept.configured_digest !== digest(configured)))
        return undefined;
      return {
        refreshToken: new Secret(kept.refresh_token),
        ...(kept.access_token === undefined ? {} : { accessToken: new Secret(kept.access_token) }),
        ...(kept.obtained_ms === undefined ? {} : { obtainedMs: kept.obtained_ms }),
        ...(kept.access_expiry_ms === undefined ? {} : { accessExpiryMs: kept.access_expiry_ms }),
        ...(kept.refresh_expiry_ms === undefined ? {} : { refreshExpiryMs: kept.refresh_expiry_ms }),
      };
    },
    write: (fresh, configured) =>
      file.write({
        refresh_token: fresh.refreshToken.reveal(),
        access_token: fresh.accessToken?.reveal(),
        obtained_ms: fresh.obtainedMs,
        access_expiry_ms: fresh.accessExpiryMs,
        refresh_expiry_ms: fresh.refreshExpiryMs,
        configured_digest: digest(configured),
      }),
  };
}

function digest(secret: Secret): string {
  return createHash('sha256').update(secret.reveal()).digest('hex');
}
