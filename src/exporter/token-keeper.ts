import { toErrorWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import type { Logger } from '../log.ts';
import type { Redactor, Secret } from '../secret.ts';
import { createTokenFile } from '../state/token-file.ts';
import type { OAuthTokens } from '../webex/token-answer.ts';

export interface TokenKeeperOptions {
  readonly account: string;
  /** Undefined: tokens are kept in memory only. */
  readonly stateDir: string | undefined;
  readonly redactor: Redactor;
  readonly files: FileAccess;
  readonly log: Logger;
}

/** An account's tokens in the state directory, which `webex-exporter login` writes too. */
export interface TokenKeeper {
  /** The kept tokens, if they descend from the configured refresh token; without one, those of the newest login. */
  read(configured: Secret | undefined): Promise<OAuthTokens | undefined>;
  /** The refresh token by which the newest login is known: it changes with a login and not with a rotation. */
  readLogin(): Promise<Secret | undefined>;
  /** Never rejects: tokens that cannot be saved are used all the same, and the log says so. */
  save(tokens: OAuthTokens, configured: Secret): Promise<void>;
}

export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { account, stateDir, redactor, files, log } = options;
  const file =
    stateDir === undefined ? undefined : createTokenFile(account, { directory: stateDir, files, log });
  /** What this process has read or written last, and the login or configured token that it descends from. */
  let known: { readonly refreshToken: Secret; readonly origin: Secret } | undefined;

  const protect = ({ refreshToken, accessToken }: OAuthTokens): void => {
    redactor.protect(`${account} tokens`, refreshToken, ...(accessToken ? [accessToken] : []));
  };

  async function read(configured: Secret | undefined): Promise<OAuthTokens | undefined> {
    const kept = await file?.read(configured);
    if (kept) protect(kept);
    return kept;
  }

  return {
    read,
    async readLogin() {
      const kept = await read(undefined);
      if (kept === undefined) return undefined;
      const { refreshToken } = kept;
      if (known?.refreshToken.reveal() !== refreshToken.reveal())
        known = { refreshToken, origin: refreshToken };
      return known.origin;
    },
    async save(tokens, configured) {
      protect(tokens);
      known = { refreshToken: tokens.refreshToken, origin: configured };
      try {
        await file?.write(tokens, configured);
      } catch (error) {
        log.error(
          'refreshed tokens cannot be saved; if Webex rotates them, a restart will need re-authorisation',
          {
            account,
            error: toErrorWords(error),
          },
        );
      }
    },
  };
}
