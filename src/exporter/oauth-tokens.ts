import type { AccountConfig } from '../config/account.ts';
import type { OAuthCredentials } from '../config/credentials.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { Secret, type Redactor } from '../secret.ts';
import { createTokenFile } from '../state/token-file.ts';
import type { PerformExchange } from '../webex/exchange.ts';
import { createOAuthToken } from '../webex/oauth.ts';
import type { TokenSource } from '../webex/token.ts';

export interface OAuthTokensContext {
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Where rotated tokens are kept; undefined: in memory only. */
  readonly stateDir: string | undefined;
  readonly exchange: PerformExchange;
  /** Reads a file with one secret. */
  readonly readSecret: (path: string) => Promise<Secret>;
}

/** The tokens of an account with refresh tokens, in its file of the state directory too. */
export async function createOAuthTokens(
  { name, apiUrl }: AccountConfig,
  credentials: OAuthCredentials,
  { runtime, log, redactor, stateDir: directory, exchange, readSecret }: OAuthTokensContext,
): Promise<TokenSource> {
  const { clock, stateFiles, stop: signal } = runtime;
  const { clientId, clientSecret, refreshToken, refreshTokenPath } = credentials;
  const basic = new Secret(Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64'));
  const given = refreshToken ? [refreshToken] : [];
  redactor.protect(`${name} credentials`, clientSecret, basic, ...given);
  const file = createTokenFile({ account: name, directory, redactor, files: stateFiles, log });
  return createOAuthToken({
    clientId,
    clientSecret,
    configured: refreshToken ?? (await file.readLogin()),
    async readConfigured() {
      if (refreshTokenPath !== undefined) return readSecret(refreshTokenPath);
      return refreshToken ?? file.readLogin();
    },
    kept: await file.read(refreshToken),
    readKept: (origin) => file.read(origin),
    renewal: toRenewal(credentials),
    apiUrl,
    exchange,
    redact: redactor.redact,
    clock,
    signal,
    save: (tokens, origin) => file.save(tokens, origin),
    onEarlyFailure({ outcome, message }) {
      const fields = { account: name, outcome, problem: message };
      log.warn('token refresh failed; the present token still works', fields);
    },
  });
}

/** What a person does whose refresh token is refused. */
function toRenewal({ refreshToken, refreshTokenPath }: OAuthCredentials): string {
  const again = 'authorise the Integration again as its admin user';
  if (refreshTokenPath !== undefined)
    return `${again} and write the new refresh token into the file of WEBEX_REFRESH_TOKEN_FILE, which is read again within seconds`;
  return refreshToken === undefined
    ? 'run `webex-exporter login`; a running exporter takes the new tokens over within seconds'
    : `${again}, set the new WEBEX_REFRESH_TOKEN and restart`;
}
