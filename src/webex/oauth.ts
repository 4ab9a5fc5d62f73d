import type { Secret } from '../secret.ts';
import { unauthorized, type TokenResult, type TokenSource } from './token.ts';
import { readTokenAnswer, type FreshTokens, type OAuthClient, type OAuthTokens } from './token-answer.ts';
import { toFormRequest } from './question.ts';
import { readAnswered, type Failure } from './verdict.ts';

const LOGIN_ADVICE =
  'run `webex-exporter login` to get some; a running exporter takes them over within seconds';

/** How soon a failed refresh is tried again while the present token still works: days remain, so ever more slowly. */
const FIRST_REFRESH_RETRY_MS = 60_000;
const MAX_REFRESH_RETRY_MS = 3_600_000;

export interface OAuthOptions extends OAuthClient {
  /** The refresh token that an operator gave; undefined while nobody has. */
  readonly configured: Secret | undefined;
  /** The same, read anew: another one there means that somebody authorised anew. */
  readonly readConfigured: () => Promise<Secret | undefined>;
  /** Tokens of an earlier run, if they descend from the configured one. */
  readonly kept: OAuthTokens | undefined;
  /** The same read anew: another exporter on the same directory, or a login, may have renewed them. */
  readonly readKept: (configured: Secret | undefined) => Promise<OAuthTokens | undefined>;
  /** What a person does when Webex does not accept the refresh token. */
  readonly renewal: string;
  /** Ends a refresh in flight with the program; one poll's end must not cancel what others wait for. */
  readonly signal: AbortSignal;
  /** Called with new tokens before they are used, and until it resolves with true, whenever a token is asked for. Never rejects. */
  readonly save: (tokens: OAuthTokens, configured: Secret) => Promise<boolean>;
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
  let tokens: OAuthTokens | undefined = kept ?? (configured && { refreshToken: configured });
  let isSaved = true;
  let refreshing: Promise<TokenResult> | undefined;
  let retryRefreshAtMs = 0;
  let refreshRetryMs = FIRST_REFRESH_RETRY_MS;

  /** The refresh token that is configured by now; undefined when it is the known one, none, or cannot be read. */
  async function readNewest(): Promise<Secret | undefined> {
    const newest = await options.readConfigured().catch(() => configured);
    return newest?.reveal() === configured?.reveal() ? undefined : newest;
  }

  /** Takes over a newly configured refresh token; false when there is none. */
  async function adoptConfigured(): Promise<boolean> {
    const newest = await readNewest();
    if (newest === undefined) return false;
    configured = newest;
    // The access token stays: it may work for days, and the new refresh token may be no better than the old one.
    tokens = { ...tokens, refreshExpiryMs: undefined, refreshToken: newest };
    return true;
  }

  /** Tokens that somebody else has put into the state directory since. */
  async function readNewestKept(): Promise<OAuthTokens | undefined> {
    const newest = await options.readKept(configured);
    return newest === undefined || isSame(newest.refreshToken, tokens?.refreshToken) ? undefined : newest;
  }

  /** Takes over what may do where the present refresh token is refused; false when there is nothing. */
  async function adoptAny(): Promise<boolean> {
    const kept = await readNewestKept();
    if (kept === undefined) return adoptConfigured();
    tokens = kept;
    return true;
  }

  /** A rotated refresh token that is lost with the process locks the account out. */
  async function save(fresh: OAuthTokens): Promise<void> {
    isSaved = await options.save(fresh, configured ?? fresh.refreshToken);
  }

  async function requestAndSave(): Promise<TokenResult> {
    let result = await requestTokens(options, tokens);
    if (isRefusal(result) && (await adoptAny())) result = await requestTokens(options, tokens);
    if ('failure' in result) return result;
    await save(result.tokens);
    tokens = result.tokens;
    refreshRetryMs = FIRST_REFRESH_RETRY_MS;
    return { token: result.tokens.accessToken };
  }

  function refresh(): Promise<TokenResult> {
    refreshing ??= requestAndSave().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    async current(_signal, refused) {
      if (!isSaved && tokens !== undefined) await save(tokens);
      const { accessToken, accessExpiryMs = 0, obtainedMs = 0 } = tokens ?? {};
      const nowMs = clock.now();
      if (accessToken === undefined || nowMs >= accessExpiryMs || isSame(accessToken, refused))
        return refresh();
      const halfLifeMs = obtainedMs + (accessExpiryMs - obtainedMs) / 2;
      if (nowMs < halfLifeMs || nowMs < retryRefreshAtMs) return { token: accessToken };
      const result = await refresh();
      if ('token' in result) return result;
      // Everybody who waited for the one refresh comes by here; the first one tells.
      if (clock.now() >= retryRefreshAtMs) {
        retryRefreshAtMs = clock.now() + Math.max(refreshRetryMs, result.failure.retryAfterMs ?? 0);
        refreshRetryMs = Math.min(2 * refreshRetryMs, MAX_REFRESH_RETRY_MS);
        options.onEarlyFailure(result.failure);
      }
      return { token: accessToken };
    },
    async replace(refused) {
      const accessToken = tokens?.accessToken;
      return accessToken === undefined || isSame(accessToken, refused) ? refresh() : { token: accessToken };
    },
    async hasChanged() {
      return (await readNewest()) !== undefined || (await readNewestKept()) !== undefined;
    },
    expiry: () => ({ accessMs: tokens?.accessExpiryMs, refreshMs: tokens?.refreshExpiryMs }),
    isMissing: () => tokens === undefined,
  };
}

function isRefusal(result: { tokens: FreshTokens } | { failure: Failure }): boolean {
  return 'failure' in result && result.failure.outcome === 'unauthorized' && !result.failure.isForeign;
}

function isSame(a: Secret, b: Secret | undefined): boolean {
  return a.reveal() === b?.reveal();
}

async function requestTokens(
  { clientId, clientSecret, apiUrl, exchange, clock, redact, renewal, signal }: OAuthOptions,
  known: OAuthTokens | undefined,
): Promise<{ tokens: FreshTokens } | { failure: Failure }> {
  if (known === undefined) {
    return { failure: unauthorized('there are no tokens yet', LOGIN_ADVICE) };
  }
  const request = toFormRequest({ endpoint: 'access_token', path: 'v1/access_token' }, apiUrl, {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret.reveal(),
    refresh_token: known.refreshToken.reveal(),
  });
  const answer = await exchange(request, signal);
  const nowMs = clock.now();
  const read = readAnswered(answer, { nowMs, redact });
  return 'failure' in read
    ? { failure: explainRefusal(read.failure, renewal) }
    : readTokenAnswer(read.answered.body, known, nowMs);
}

/** 400, 401 and 403 of the token endpoint are final: the refresh token, client id or secret is not accepted any more. */
function explainRefusal(failure: Failure, renewal: string): Failure {
  const isFinal = failure.status === 400 || failure.status === 401 || failure.status === 403;
  if (!isFinal || failure.isForeign) return failure;
  const isClient = /invalid_client|client (?:id|authentication)/i.test(failure.message);
  return {
    ...failure,
    outcome: 'unauthorized',
    message: `${failure.message}. Webex does not accept the ${isClient ? 'client id or client secret' : 'refresh token'}`,
    advice: isClient
      ? "compare WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET with the Integration's page on developer.webex.com"
      : renewal,
  };
}
