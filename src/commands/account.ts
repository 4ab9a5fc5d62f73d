import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { AccountConfig } from '../config/config.ts';
import { toSecretText } from '../config/credentials.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import { createSuspension } from '../poll/suspension.ts';
import type { Runtime } from '../runtime.ts';
import { Secret, type Redactor } from '../secret.ts';
import { createTokenFile } from '../state/token-file.ts';
import { createClient } from '../webex/client.ts';
import { createExchange, type ExchangeObserver, type PerformExchange } from '../webex/exchange.ts';
import { createGate, type Gate } from '../webex/gate.ts';
import { createOAuthToken, type OAuthTokens } from '../webex/oauth.ts';
import { DEFAULT_RETRY_AFTER_MS, parseRetryAfter } from '../webex/retry-after.ts';
import { createFileToken, createFixedToken, type TokenSource } from '../webex/token.ts';

export interface AccountContext {
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly observe: ExchangeObserver;
  /** Where rotated tokens are kept; undefined: in memory only. */
  readonly stateDir: string | undefined;
  readonly onRetry: () => void;
  readonly onResume: () => void;
}

/** Puts together what all polls of one account share. */
export async function createAccount(config: AccountConfig, context: AccountContext): Promise<Account> {
  const { runtime, log, redactor, observe, onRetry, onResume } = context;
  const { clock, stop } = runtime;
  const gate = createGate({
    clock,
    concurrency: config.pollConcurrency,
    requestsPerMinute: config.requestsPerMinute,
    signal: stop,
  });
  const exchange = createExchange({
    fetch: runtime.fetch,
    clock,
    timeoutMs: config.pollTimeoutMs,
    userAgent: `webex-exporter/${runtime.build.version}`,
    observe,
  });
  const tokens = await createTokens(config, context, throughGate(gate, exchange, clock));
  const suspension = createSuspension({
    clock,
    hasChanged: () => tokens.hasChanged(),
    onRetry,
    onEnd() {
      log.info('the account goes on: its token is accepted, or another one was given', {
        account: config.name,
      });
      onResume();
    },
    signal: stop,
  });
  return {
    name: config.name,
    gate,
    tokens,
    suspension,
    client: createClient({ exchange, now: clock.now, redact: redactor.redact }),
    analyticsUrl: config.analyticsUrl,
  };
}

/**
 * Requests for tokens wait at the same gate as polls: they count against the same budget, and when the token endpoint
 * throttles, the whole account waits.
 */
function throughGate(gate: Gate, exchange: PerformExchange, clock: Clock): PerformExchange {
  return async (request, signal) => {
    const pass = await gate.enter(request.endpoint, signal);
    try {
      const answer = await exchange(request, signal);
      if (answer.kind === 'answered' && (answer.status === 429 || answer.status === 423)) {
        const nowMs = clock.now();
        gate.pauseUntil(nowMs + (parseRetryAfter(answer.retryAfter, nowMs) ?? DEFAULT_RETRY_AFTER_MS));
      }
      return answer;
    } finally {
      pass.leave();
    }
  };
}

async function createTokens(
  config: AccountConfig,
  context: AccountContext,
  exchange: PerformExchange,
): Promise<TokenSource> {
  const { credentials } = config;
  const protect = (secret: Secret): Secret => {
    context.redactor.protect(secret);
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
      const keeper = createTokenKeeper(config.name, context);
      return createOAuthToken({
        clientId: credentials.clientId,
        clientSecret: protect(credentials.clientSecret),
        configured: protect(refreshToken),
        readConfigured: () =>
          refreshTokenPath === undefined ? Promise.resolve(refreshToken) : readSecret(refreshTokenPath),
        kept: await keeper.read(refreshToken),
        apiUrl: config.apiUrl,
        exchange,
        clock: context.runtime.clock,
        signal: context.runtime.stop,
        save: (tokens, configured) => keeper.save(tokens, configured),
        onEarlyFailure({ outcome, message }) {
          const fields = { account: config.name, outcome, problem: message };
          context.log.warn('token refresh failed; the present token still works', fields);
        },
      });
    }
  }
}

interface TokenKeeper {
  read(configured: Secret): Promise<OAuthTokens | undefined>;
  /** Never rejects: tokens that cannot be saved are used all the same, and the log says so. */
  save(tokens: OAuthTokens, configured: Secret): Promise<void>;
}

function createTokenKeeper(account: string, { stateDir, redactor, log }: AccountContext): TokenKeeper {
  const file = stateDir === undefined ? undefined : createTokenFile(stateDir, account, log);
  const protect = ({ refreshToken, accessToken }: OAuthTokens): void => {
    redactor.protect(refreshToken);
    if (accessToken) redactor.protect(accessToken);
  };
  return {
    async read(configured) {
      const kept = await file?.read(configured);
      if (kept) protect(kept);
      return kept;
    },
    async save(tokens, configured) {
      protect(tokens);
      try {
        await file?.write(tokens, configured);
      } catch (error) {
        log.error(
          'refreshed tokens cannot be saved; if Webex rotates them, a restart will need re-authorisation',
          {
            account,
            error: error instanceof Error ? error.message : String(error),
          },
        );
      }
    },
  };
}
