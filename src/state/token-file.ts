import { createHash } from 'node:crypto';
import * as z from 'zod';
import { toErrorWords } from '../error-words.ts';
import { instantSchema } from '../instant-schema.ts';
import { Secret, type Redactor } from '../secret.ts';
import type { OAuthTokens } from '../webex/token-answer.ts';
import { createRecordFile, type StateFileOptions } from './record-file.ts';

const VERSION = 1;

const schema = z.object({
  refresh_token: z.string().min(1),
  access_token: z.string().min(1).optional(),
  obtained_ms: instantSchema.optional().catch(undefined),
  access_expiry_ms: instantSchema.optional().catch(undefined),
  refresh_expiry_ms: instantSchema.optional().catch(undefined),
  /** Digest of the refresh token that was configured when these were got. */
  configured_digest: z.string(),
});

export interface TokenFileOptions extends Omit<StateFileOptions, 'directory'> {
  readonly account: string;
  /** Undefined: tokens are kept in memory only. */
  readonly directory: string | undefined;
  /** Hides every token that passes. */
  readonly redactor: Redactor;
}

/** An account's tokens in the state directory, which `webex-exporter login` writes too. */
export interface TokenFile {
  /** The kept tokens, if they descend from the configured refresh token; without one, those of the newest login. */
  read(configured: Secret | undefined): Promise<OAuthTokens | undefined>;
  /** The refresh token by which the newest login is known: it changes with a login and not with a rotation. */
  readLogin(): Promise<Secret | undefined>;
  /** Rejects when they cannot be written. */
  write(tokens: OAuthTokens, configured: Secret): Promise<void>;
  /** Whether they could be written: tokens that cannot be saved are used all the same, and the log says so. Never rejects. */
  save(tokens: OAuthTokens, configured: Secret): Promise<boolean>;
}

export function createTokenFile({ account, directory, redactor, ...options }: TokenFileOptions): TokenFile {
  const file =
    directory === undefined
      ? undefined
      : createRecordFile({ ...options, directory, name: `tokens/${account}.json`, version: VERSION, schema });
  /** What this process has read or written last, and the login or configured token that it descends from. */
  let known: { readonly refreshToken: Secret; readonly origin: Secret } | undefined;
  let unsaved: OAuthTokens | undefined;

  const protect = ({ refreshToken, accessToken }: OAuthTokens): void => {
    redactor.protect(`${account} tokens`, refreshToken, ...(accessToken ? [accessToken] : []));
  };

  async function read(configured: Secret | undefined): Promise<OAuthTokens | undefined> {
    const kept = await file?.read();
    // Another configured token means that somebody authorised anew: the kept ones are of the past.
    if (kept === undefined || (configured && kept.configured_digest !== digest(configured))) return undefined;
    const tokens = {
      refreshToken: new Secret(kept.refresh_token),
      accessToken: kept.access_token === undefined ? undefined : new Secret(kept.access_token),
      obtainedMs: kept.obtained_ms,
      accessExpiryMs: kept.access_expiry_ms,
      refreshExpiryMs: kept.refresh_expiry_ms,
    };
    protect(tokens);
    return tokens;
  }

  async function write(tokens: OAuthTokens, configured: Secret): Promise<void> {
    protect(tokens);
    known = { refreshToken: tokens.refreshToken, origin: configured };
    await file?.write({
      refresh_token: tokens.refreshToken.reveal(),
      access_token: tokens.accessToken?.reveal(),
      obtained_ms: tokens.obtainedMs,
      access_expiry_ms: tokens.accessExpiryMs,
      refresh_expiry_ms: tokens.refreshExpiryMs,
      configured_digest: digest(configured),
    });
  }

  return {
    read,
    write,
    async readLogin() {
      const kept = await read(undefined);
      if (kept === undefined) return undefined;
      const { refreshToken } = kept;
      if (known?.refreshToken.reveal() !== refreshToken.reveal())
        known = { refreshToken, origin: refreshToken };
      return known.origin;
    },
    async save(tokens, configured) {
      try {
        await write(tokens, configured);
        if (unsaved) options.log.info('refreshed tokens are saved again', { account });
        unsaved = undefined;
      } catch (error) {
        // Each of them may be the last that Webex gives without a person: told of once each.
        if (unsaved !== tokens)
          options.log.error(
            'refreshed tokens cannot be saved; if Webex rotates them, a restart will need re-authorisation; each poll tries again',
            { account, error: toErrorWords(error) },
          );
        unsaved = tokens;
      }
      return unsaved === undefined;
    },
  };
}

function digest(secret: Secret): string {
  return createHash('sha256').update(secret.reveal()).digest('hex');
}
