import { readFile } from 'node:fs/promises';
import type { AccountConfig } from '../config/account-config.ts';
import { toSecretText } from '../config/credentials.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import { createSuspension } from '../poll/suspension.ts';
import { Secret, type Redactor } from '../secret.ts';
import { createApi, type Api } from '../webex/api.ts';
import { createAsk } from '../webex/ask.ts';
import type { PerformExchange } from '../webex/exchange.ts';
import { createOAuthToken } from '../webex/oauth.ts';
import { createFileToken, createFixedToken, type TokenSource } from '../webex/token.ts';
import { createConnection, type ConnectionContext } from './connection.ts';
import { createTokenKeeper } from './token-keeper.ts';

export interface AccountContext extends ConnectionContext {
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Where rotated tokens are kept; undefined: in memory only. */
  readonly stateDir: string | undefined;
  /** One poll may try whether Webex still refuses the account's token. Default: nobody is told, as for `onResume`. */
  readonly onRetry?: () => void;
  /** The account's polls go on. */
  readonly onResume?: () => void;
}

/** What all polls of one account share, and the general Webex API on the same budget and token. */
export interface ConnectedAccount extends Account {
  readonly api: Api;
}

export async function createAccount(
  config: AccountConfig,
  context: AccountContext,
): Promise<ConnectedAccount> {
  const { log, redactor, onRetry = () => undefined, onResume } = context;
  const { clock, stop } = context.runtime;
  const { gate, pace, exchange, gatedExchange } = createConnection(config, context);
  const { redact } = redactor;
  const tokens = await createTokens(config, context, redactRefusals(gatedExchange, redact));
  const suspension = createSuspension({
    clock,
    hasChanged: () => tokens.hasChanged(),
    onRetry,
    onEnd() {
      log.info('the account goes on: its token is accepted, or another one was given', {
        account: config.name,
      });
      onResume?.();
    },
    signal: stop,
  });
  return {
    name: config.name,
    gate,
    pace,
    tokens,
    suspension,
    ask: createAsk({ exchange, now: clock.now, redact }),
    api: createApi({ exchange: gatedExchange, tokens, baseUrl: config.apiUrl, now: clock.now, redact }),
    baseUrls: { analytics: config.analyticsUrl, api: config.apiUrl },
  };
}

/** What refuses a grant may quote it. An answer that gives one stays whole: it holds the tokens. */
function redactRefusals(exchange: PerformExchange, redact: (text: string) => string): PerformExchange {
  return async (request, signal) => {
    const answer = await exchange(request, signal);
    const isRefusal = answer.kind === 'answered' && (answer.status < 200 || answer.status > 299);
    return isRefusal ? { ...answer, body: redact(answer.body) } : answer;
  };
}

async function createTokens(
  config: AccountConfig,
  { runtime, log, redactor, stateDir }: AccountContext,
  exchange: PerformExchange,
): Promise<TokenSource> {
  const { credentials } = config;
  const protect = (secret: Secret): Secret => {
    redactor.protect(secret);
    return secret;
  };
  const readSecret = async (path: string): Promise<Secret> =>
    protect(new Secret(toSecretText(await readFile(path, 'utf8'))));

  switch (credentials.kind) {
    case 'token':
      return createFixedToken(protect(credentials.token));
    case 'token_file':
      return createFileToken(credentials.path, readSecret);
    case 'oauth': {
      const { refreshToken, refreshTokenPath } = credentials;
      const keeper = createTokenKeeper({ account: config.name, stateDir, redactor, log });
      const readConfigured = async (): Promise<Secret | undefined> => {
        if (refreshTokenPath !== undefined) return readSecret(refreshTokenPath);
        return refreshToken ?? keeper.readLogin();
      };
      return createOAuthToken({
        clientId: credentials.clientId,
        clientSecret: protect(credentials.clientSecret),
        configured: refreshToken ? protect(refreshToken) : await keeper.readLogin(),
        readConfigured,
        kept: await keeper.read(refreshToken),
        apiUrl: config.apiUrl,
        exchange,
        clock: runtime.clock,
        signal: runtime.stop,
        save: (tokens, configured) => keeper.save(tokens, configured),
        onEarlyFailure({ outcome, message }) {
          const fields = { account: config.name, outcome, problem: message };
          log.warn('token refresh failed; the present token still works', fields);
        },
      });
    }
  }
}
