import { readFile } from 'node:fs/promises';
import type { AccountConfig } from '../config/config.ts';
import { toSecretText } from '../config/credentials.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import type { Runtime } from '../runtime.ts';
import { Secret, type Redactor } from '../secret.ts';
import { createClient } from '../webex/client.ts';
import { createExchange, type ExchangeObserver, type PerformExchange } from '../webex/exchange.ts';
import { createGate, type Gate } from '../webex/gate.ts';
import { createOAuthToken } from '../webex/oauth.ts';
import { createFileToken, createFixedToken, type TokenSource } from '../webex/token.ts';

export interface AccountContext {
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly observe: ExchangeObserver;
  /** Ends what the account has under way. */
  readonly signal: AbortSignal;
}

/** Puts together what all polls of one account share. */
export function createAccount(config: AccountConfig, context: AccountContext): Account {
  const { runtime, redactor, observe, signal } = context;
  const { clock } = runtime;
  const gate = createGate({
    clock,
    concurrency: config.pollConcurrency,
    requestsPerMinute: config.requestsPerMinute,
    signal,
  });
  const exchange = createExchange({
    fetch: runtime.fetch,
    clock,
    timeoutMs: config.pollTimeoutMs,
    userAgent: `webex-exporter/${runtime.build.version}`,
    observe,
  });
  return {
    name: config.name,
    gate,
    tokens: createTokens(config, context, throughGate(gate, exchange)),
    client: createClient({ exchange, now: clock.now, redact: redactor.redact }),
    analyticsUrl: config.analyticsUrl,
  };
}

/** Requests for tokens wait at the same gate as polls: they count against the same budget. */
function throughGate(gate: Gate, exchange: PerformExchange): PerformExchange {
  return async (request, signal) => {
    const pass = await gate.enter(request.endpoint, signal);
    try {
      return await exchange(request, signal);
    } finally {
      pass.leave();
    }
  };
}

function createTokens(
  config: AccountConfig,
  context: AccountContext,
  exchange: PerformExchange,
): TokenSource {
  const { credentials } = config;
  const { runtime, log, redactor, signal } = context;
  const protect = (secret: Secret): Secret => {
    redactor.protect(secret);
    return secret;
  };
  switch (credentials.kind) {
    case 'token':
      return createFixedToken(protect(credentials.token));
    case 'token_file':
      return createFileToken(credentials.path, async (path) =>
        protect(new Secret(toSecretText(await readFile(path, 'utf8')))),
      );
    case 'oauth':
      protect(credentials.refreshToken);
      return createOAuthToken({
        clientId: credentials.clientId,
        clientSecret: protect(credentials.clientSecret),
        initial: { refreshToken: credentials.refreshToken },
        apiUrl: config.apiUrl,
        exchange,
        clock: runtime.clock,
        signal,
        save: ({ accessToken, refreshToken }) => {
          protect(refreshToken);
          if (accessToken) protect(accessToken);
          return Promise.resolve();
        },
        onEarlyFailure: ({ outcome, message }) => {
          log.warn('token refresh failed; the present token still works', {
            account: config.name,
            outcome,
            problem: message,
          });
        },
      });
  }
}
