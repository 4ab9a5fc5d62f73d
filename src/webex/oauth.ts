import { Secret } from '../secret.ts';
import type { Clock } from '../clock.ts';
import { isRecord, parseJson } from './answer.ts';
import { resolveUrl } from './client.ts';
import type { Exchange, PerformExchange } from './exchange.ts';
import { isSendable, type TokenResult, type TokenSource } from './token.ts';
import { judgeRefusal, judgeUnanswered, type Failure } from './verdict.ts';

const TOKEN_PATH = 'v1/access_token';

/** Cisco's documented lifetime is 14 days; an answer without one is trusted for an hour only. */
const DEFAULT_LIFETIME_MS = 3_600_000;

/** How soon a failed refresh is tried again while the present token still works. */
const REFRESH_RETRY_MS = 60_000;

/** What the token endpoint gave, as kept in memory and in the state directory. */
export interface OAuthTokens {
  readonly refreshToken: Secret;
  /** Absent until the first refresh. */
  readonly accessToken?: Secret;
  readonly obtainedMs?: number;
  readonly accessExpiryMs?: number;
  readonly refreshExpiryMs?: number;
}

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The refresh token that an operator gave. */
  readonly configured: Secret;
  /** The same, read anew: another one there means that somebody re-authorised. */
  readonly readConfigured: () => Promise<Secret>;
  /** Tokens of an earlier run, if they descend from the configured one. */
  readonly kept: OAuthTokens | undefined;
  /** Base URL of the general Webex API, which has the token endpoint. */
  readonly apiUrl: URL;
  readonly exchange: PerformExchange;
  readonly clock: Clock;
  /** Ends a refresh in flight with the program; one poll's end must not cancel what others wait for. */
  readonly signal: AbortSignal;
  /** Called with new tokens before they are used. */
  readonly save: (tokens: OAuthTokens, configured: Secret) => Promise<void>;
  /** Told when a refresh ahead of expiry failed while the present token goes on working. */
  readonly onEarlyFailure: (failure: Failure) => void;
}

/**
 * The OAuth refresh grant of an Integration or Service App. A token is renewed at half its life, so that days remain to
 * mend what stops the renewal; one refresh runs at a time, whoever asks.
 */
export function createOAuthToken(options: OAuthOptions): TokenSource {
  const { clock, configured: firstConfigured, kept } = options;
  let configured = firstConfigured;
  let tokens: OAuthTokens = kept ?? { refreshToken: configured };
  let refreshing: Promise<TokenResult> | undefined;
  let retryRefreshAtMs = 0;

  /** Takes over a newly configured refresh token; false when it is still the known one or cannot be read. */
  async function adoptConfigured(): Promise<boolean> {
    const newest = await options.readConfigured().catch(() => configured);
    if (newest.reveal() === configured.reveal()) return false;
    configured = newest;
    tokens = { refreshToken: newest };
    return true;
  }

  async function requestAndSave(): Promise<TokenResult> {
    let result = await requestTokens(options, tokens);
    if ('failure' in result && result.failure.outcome === 'unauthorized' && (await adoptConfigured())) {
      result = await requestTokens(options, tokens);
    }
    if ('failure' in result) return result;
    // Saved before used: a rotated refresh token that is lost with the process locks the account out.
    await options.save(result.tokens, configured);
    tokens = result.tokens;
    return { token: result.tokens.accessToken };
  }

  function refresh(): Promise<TokenResult> {
    refreshing ??= requestAndSave().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    async current() {
      const { accessToken, accessExpiryMs = 0, obtainedMs = 0 } = tokens;
      const nowMs = clock.now();
      if (accessToken === undefined || nowMs >= accessExpiryMs) return refresh();
      const halfLifeMs = obtainedMs + (accessExpiryMs - obtainedMs) / 2;
      if (nowMs < halfLifeMs || nowMs < retryRefreshAtMs) return { token: accessToken };
      const result = await refresh();
      if ('token' in result) return result;
      // Everybody who waited for the one refresh comes by here; the first one tells.
      if (clock.now() >= retryRefreshAtMs) {
        retryRefreshAtMs = clock.now() + REFRESH_RETRY_MS;
        options.onEarlyFailure(result.failure);
      }
      return { token: accessToken };
    },
    async replace(refused) {
      const { accessToken } = tokens;
      const isReplaced = accessToken !== undefined && accessToken.reveal() !== refused.reveal();
      return isReplaced ? { token: accessToken } : refresh();
    },
    async hasChanged() {
      const newest = await options.readConfigured().catch(() => configured);
      return newest.reveal() !== configured.reveal();
    },
    expiry: () => ({
      ...(tokens.accessExpiryMs === undefined ? {} : { accessMs: tokens.accessExpiryMs }),
      ...(tokens.refreshExpiryMs === undefined ? {} : { refreshMs: tokens.refreshExpiryMs }),
    }),
  };
}

type FreshTokens = OAuthTokens & { readonly accessToken: Secret };

async function requestTokens(
  options: OAuthOptions,
  known: OAuthTokens,
): Promise<{ tokens: FreshTokens } | { failure: Failure }> {
  const exchange = await options.exchange(
    {
      endpoint: 'access_token',
      method: 'POST',
      url: resolveUrl(options.apiUrl, TOKEN_PATH),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: options.clientId,
        client_secret: options.clientSecret.reveal(),
        refresh_token: known.refreshToken.reveal(),
      }).toString(),
    },
    options.signal,
  );
  return readTokens(exchange, known, options.clock.now());
}

function readTokens(
  exchange: Exchange,
  known: OAuthTokens,
  nowMs: number,
): { tokens: FreshTokens } | { failure: Failure } {
  if (exchange.kind !== 'answered') return { failure: judgeUnanswered(exchange) };
  if (exchange.status < 200 || exchange.status > 299) {
    return { failure: explainRefusal(judgeRefusal(exchange, nowMs)) };
  }
  const document = parseJson(exchange.body);
  const accessToken = isRecord(document) ? document['access_token'] : undefined;
  if (!isRecord(document) || typeof accessToken !== 'string' || !isSendable(accessToken)) {
    return {
      failure: { outcome: 'invalid_response', message: 'the token endpoint gave no usable access_token' },
    };
  }
  const refreshToken = document['refresh_token'];
  const isNewRefreshToken = typeof refreshToken === 'string' && refreshToken !== '';
  const refreshLifetimeMs = readLifetimeMs(document['refresh_token_expires_in']);
  const refreshExpiryMs =
    refreshLifetimeMs === undefined
      ? isNewRefreshToken
        ? undefined
        : known.refreshExpiryMs
      : nowMs + refreshLifetimeMs;
  return {
    tokens: {
      accessToken: new Secret(accessToken),
      refreshToken: isNewRefreshToken ? new Secret(refreshToken) : known.refreshToken,
      obtainedMs: nowMs,
      accessExpiryMs: nowMs + (readLifetimeMs(document['expires_in']) ?? DEFAULT_LIFETIME_MS),
      ...(refreshExpiryMs === undefined ? {} : { refreshExpiryMs }),
    },
  };
}

/** 400, 401 and 403 of the token endpoint are final: the refresh token, client id or secret is not accepted any more. */
function explainRefusal(failure: Failure): Failure {
  const isFinal = failure.status === 400 || failure.status === 401 || failure.status === 403;
  if (!isFinal) return failure;
  const message =
    `${failure.message}. Webex does not accept the refresh token, client id or client secret: ` +
    're-authorise the Integration as its admin user and set the new refresh token';
  return { ...failure, outcome: 'unauthorized', message };
}

function readLifetimeMs(seconds: unknown): number | undefined {
  const value = typeof seconds === 'string' ? Number.parseFloat(seconds) : seconds;
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * 1000 : undefined;
}
