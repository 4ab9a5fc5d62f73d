import type { AccountConfig } from '../config/account.ts';
import { toSecretText } from '../config/credentials.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import { createSuspension } from '../poll/suspension.ts';
import { Secret, type Redactor } from '../secret.ts';
import { createApi, createAsk, type Api } from '../webex/ask.ts';
import { createClockSkew, describeSkew, type ClockSkew } from '../webex/clock-skew.ts';
import type { PerformExchange } from '../webex/exchange.ts';
import { createRegion } from '../webex/region.ts';
import { createFileToken, createFixedToken, type TokenSource } from '../webex/token.ts';
import { createConnection, type ConnectionContext } from './connection.ts';

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
  readonly skew: ClockSkew;
}

export async function createAccount(
  config: AccountConfig,
  context: AccountContext,
): Promise<ConnectedAccount> {
  const { log, redactor, onAnswer, onRetry = () => undefined, onResume } = context;
  const { clock, stop } = context.runtime;
  const skew = createClockSkew((skewMs) =>
    log.warn(
      'the clock of this machine is wrong: windows, Retry-After and tokens go by it; set it, by NTP for instance',
      {
        account: config.name,
        clock: describeSkew(skewMs),
      },
    ),
  );
  const { gate, pace, exchange, gatedExchange } = createConnection(config, {
    ...context,
    onAnswer(request, answer) {
      if (answer.kind === 'answered' && answer.dateMs !== undefined) skew.note(answer.dateMs, clock.now());
      onAnswer?.(request, answer);
    },
  });
  const { redact } = redactor;
  const tokens = await createTokens(config, context, gatedExchange);
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
    api: createApi({ exchange: gatedExchange, now: clock.now, redact }, { tokens, baseUrl: config.apiUrl }),
    region: createRegion(config.analyticsUrl),
    apiUrl: config.apiUrl,
    skew,
  };
}

async function createTokens(
  config: AccountConfig,
  context: AccountContext,
  exchange: PerformExchange,
): Promise<TokenSource> {
  const { name, credentials } = config;
  const { runtime, redactor } = context;
  const readSecret = async (path: string): Promise<Secret> => {
    const secret = new Secret(toSecretText(await runtime.files.read(path)));
    redactor.protect(`${name} file ${path}`, secret);
    return secret;
  };

  switch (credentials.kind) {
    case 'token':
      redactor.protect(`${name} token`, credentials.token);
      return createFixedToken(credentials.token);
    case 'token_file':
      return createFileToken(credentials.path, readSecret);
    case 'oauth':
      // Its forms are a millisecond of a start, which a bare token need not wait for.
      return (await import('./oauth-tokens.ts')).createOAuthTokens(config, credentials, {
        ...context,
        exchange,
        readSecret,
      });
  }
}
