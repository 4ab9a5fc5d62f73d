import { digestOf } from '../answers.ts';
import type { WorldClock } from '../world/world-clock.ts';

/** What a client needs to get in. The access token is always valid; the refresh token is the first one. */
export const SIMULATOR_CREDENTIALS = {
  accessToken: 'simulator-token',
  clientId: 'simulator-client-id',
  clientSecret: 'simulator-client-secret',
  refreshToken: 'simulator-refresh-token',
} as const;

/** Whether a Basic header is that of the client, whose id and secret need no encoding. */
export function isBasicOfClient(header: string | undefined): boolean {
  const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
  return header === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/** How the token endpoint refuses. */
interface OrderedRefusal {
  readonly status: number;
  /** Whose words it says it in. */
  readonly style: 'idbroker' | 'webexapis';
}

/** How the token endpoint behaves. */
const DEFAULT_SETTINGS = {
  /** As documented: 14 days. */
  accessLifetimeSeconds: 1_209_599,
  /** As documented: 90 days. Each grant starts it anew. */
  refreshLifetimeSeconds: 7_775_999,
  /** Each grant gives a new refresh token and the former is no longer valid. */
  isRotating: false,
  /** Answers leave out the refresh token and its lifetime. Hides a rotated token from the client. */
  isRefreshTokenOmitted: false,
  /** Of every grant. */
  refusal: undefined as OrderedRefusal | undefined,
};

export type TokenSettings = Readonly<typeof DEFAULT_SETTINGS>;

/** What a token from the developer portal lives. */
const TWELVE_HOURS_MS = 12 * 3_600_000;

// Real access tokens end in a cluster and the organisation's id.
const ACCESS_TOKEN_SUFFIX = '_SIM1_5cf5a08b-6a7b-4f0e-9d3c-2f4c6b1e7a90';

/** Who may ask, and for how long. */
export type Tokens = ReturnType<typeof createTokens>;

/** Starts with the first refresh token, which expires a refresh lifetime from now. */
export function createTokens(seed: number, clock: WorldClock, initial: Partial<TokenSettings>) {
  const settings: TokenSettings = { ...DEFAULT_SETTINGS, ...initial };
  const accessExpiriesMs = new Map<string, number>();
  const refreshExpiriesMs = new Map<string, number>([
    [SIMULATOR_CREDENTIALS.refreshToken, clock.nowMs() + settings.refreshLifetimeSeconds * 1000],
  ]);
  let grants = 0;

  function makeToken(kind: string): string {
    grants += 1;
    return digestOf(seed, kind, grants, clock.nowMs());
  }

  /** Whether this refresh token can be exchanged now. */
  function canRefresh(presented: string): boolean {
    return clock.nowMs() < (refreshExpiriesMs.get(presented) ?? 0);
  }

  /** The 200 of `POST /v1/access_token`. */
  function grant(refreshToken: string) {
    const nowMs = clock.nowMs();
    for (const [token, expiryMs] of accessExpiriesMs) if (expiryMs <= nowMs) accessExpiriesMs.delete(token);
    const { accessLifetimeSeconds, refreshLifetimeSeconds, isRefreshTokenOmitted } = settings;
    const accessToken = makeToken('access') + ACCESS_TOKEN_SUFFIX;
    accessExpiriesMs.set(accessToken, nowMs + accessLifetimeSeconds * 1000);
    refreshExpiriesMs.set(refreshToken, nowMs + refreshLifetimeSeconds * 1000);
    return {
      access_token: accessToken,
      expires_in: accessLifetimeSeconds,
      ...(isRefreshTokenOmitted
        ? {}
        : { refresh_token: refreshToken, refresh_token_expires_in: refreshLifetimeSeconds }),
      token_type: 'Bearer',
    };
  }

  return {
    settings,
    /** Changes some of the settings for the grants to come. */
    configure: (changes: Partial<TokenSettings>) => void Object.assign(settings, changes),
    /** Whether requests with this access token are answered now. */
    isValid: (accessToken: string) =>
      accessToken === SIMULATOR_CREDENTIALS.accessToken ||
      clock.nowMs() < (accessExpiriesMs.get(accessToken) ?? 0),
    canRefresh,
    /** Exchanges a refresh token; undefined when it is unknown, replaced or expired. */
    refresh(presented: string) {
      if (!canRefresh(presented)) return undefined;
      if (!settings.isRotating) return grant(presented);
      refreshExpiriesMs.delete(presented);
      return grant(makeToken('refresh'));
    },
    /** A first pair for somebody who was let in, which leaves earlier ones as they are. */
    issue: () => grant(makeToken('refresh')),
    /** When a valid access token ends (ms since the epoch); the one that is always valid says 12 hours from now. */
    expiryMs: (accessToken: string) => accessExpiriesMs.get(accessToken) ?? clock.nowMs() + TWELVE_HOURS_MS,
  };
}
