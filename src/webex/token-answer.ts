import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { toInstant } from '../instant.ts';
import { Secret, type Redact } from '../secret.ts';
import { parseJson } from '../json.ts';
import type { PerformExchange } from './exchange.ts';
import { isSendable } from './token.ts';
import type { Failure } from './verdict.ts';

/** Cisco's documented lifetime is 14 days; an answer without one is trusted for an hour only. */
const DEFAULT_LIFETIME_MS = 3_600_000;

/** An Integration or Service App, and how its tokens are asked for. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Base URL of the general Webex API, which has the token endpoints. */
  readonly apiUrl: URL;
  readonly exchange: PerformExchange;
  /** Takes secrets out of words that refuse a grant. */
  readonly redact: Redact;
  readonly clock: Clock;
}

/** What a token endpoint gave, as kept in memory and in the state directory. */
export interface OAuthTokens {
  readonly refreshToken: Secret;
  /** Absent until the first refresh. */
  readonly accessToken?: Secret | undefined;
  readonly obtainedMs?: number | undefined;
  readonly accessExpiryMs?: number | undefined;
  readonly refreshExpiryMs?: number | undefined;
}

export type FreshTokens = OAuthTokens & { readonly accessToken: Secret };

/** Seconds as a number or a text; nonsense is as if it were not there. */
const lifetimeMs = z
  .union([z.number(), z.string().transform(Number.parseFloat)])
  .pipe(z.number().positive())
  .transform((seconds) => seconds * 1000)
  .optional()
  .catch(undefined);

const grant = z.object({
  access_token: z.string().refine(isSendable),
  refresh_token: z.string().min(1).optional().catch(undefined),
  expires_in: lifetimeMs,
  refresh_token_expires_in: lifetimeMs,
});

/** Reads the body of a grant. What it leaves out of the refresh token stays as in `known`; undefined: there is none yet. */
export function readTokenAnswer(
  body: string,
  known: OAuthTokens | undefined,
  nowMs: number,
): { tokens: FreshTokens } | { failure: Failure } {
  const read = grant.safeParse(parseJson(body));
  if (!read.success) return unusable('the token endpoint gave no usable access_token');
  const given = read.data;
  const newRefreshToken = given.refresh_token === undefined ? undefined : new Secret(given.refresh_token);
  const refreshToken = newRefreshToken ?? known?.refreshToken;
  if (refreshToken === undefined) return unusable('the token endpoint gave no refresh_token');
  const keptExpiryMs = newRefreshToken === undefined ? known?.refreshExpiryMs : undefined;
  const refreshLifetimeMs = given.refresh_token_expires_in;
  const refreshExpiryMs =
    refreshLifetimeMs === undefined ? keptExpiryMs : toInstant(nowMs + refreshLifetimeMs);
  return {
    tokens: {
      accessToken: new Secret(given.access_token),
      refreshToken,
      obtainedMs: nowMs,
      accessExpiryMs: toInstant(nowMs + (given.expires_in ?? NaN)) ?? nowMs + DEFAULT_LIFETIME_MS,
      refreshExpiryMs,
    },
  };
}

function unusable(message: string): { failure: Failure } {
  return { failure: { outcome: 'invalid_response', message } };
}
