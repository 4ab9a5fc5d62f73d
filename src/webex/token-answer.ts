import { Secret } from '../secret.ts';
import { isRecord, parseJson } from './answer.ts';
import { isSendable } from './token.ts';
import type { Failure } from './verdict.ts';

/** Cisco's documented lifetime is 14 days; an answer without one is trusted for an hour only. */
const DEFAULT_LIFETIME_MS = 3_600_000;

/** What a token endpoint gave, as kept in memory and in the state directory. */
export interface OAuthTokens {
  readonly refreshToken: Secret;
  /** Absent until the first refresh. */
  readonly accessToken?: Secret;
  readonly obtainedMs?: number;
  readonly accessExpiryMs?: number;
  readonly refreshExpiryMs?: number;
}

export type FreshTokens = OAuthTokens & { readonly accessToken: Secret };

/** Reads the body of a grant. What it leaves out of the refresh token stays as in `known`; undefined: there is none yet. */
export function readTokenAnswer(
  body: string,
  known: OAuthTokens | undefined,
  nowMs: number,
): { tokens: FreshTokens } | { failure: Failure } {
  const document = parseJson(body);
  const accessToken = isRecord(document) ? document['access_token'] : undefined;
  if (!isRecord(document) || typeof accessToken !== 'string' || !isSendable(accessToken)) {
    return unusable('the token endpoint gave no usable access_token');
  }
  const given = document['refresh_token'];
  const newRefreshToken = typeof given === 'string' && given !== '' ? new Secret(given) : undefined;
  const refreshToken = newRefreshToken ?? known?.refreshToken;
  if (refreshToken === undefined) return unusable('the token endpoint gave no refresh_token');
  const refreshLifetimeMs = readLifetimeMs(document['refresh_token_expires_in']);
  const keptExpiryMs = newRefreshToken === undefined ? known?.refreshExpiryMs : undefined;
  const refreshExpiryMs = refreshLifetimeMs === undefined ? keptExpiryMs : nowMs + refreshLifetimeMs;
  return {
    tokens: {
      accessToken: new Secret(accessToken),
      refreshToken,
      obtainedMs: nowMs,
      accessExpiryMs: nowMs + (readLifetimeMs(document['expires_in']) ?? DEFAULT_LIFETIME_MS),
      ...(refreshExpiryMs === undefined ? {} : { refreshExpiryMs }),
    },
  };
}

function unusable(message: string): { failure: Failure } {
  return { failure: { outcome: 'invalid_response', message } };
}

function readLifetimeMs(seconds: unknown): number | undefined {
  const value = typeof seconds === 'string' ? Number.parseFloat(seconds) : seconds;
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * 1000 : undefined;
}
