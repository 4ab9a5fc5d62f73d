import { ADVICE } from '../../src/poll/advice.ts';
import type { AccountView, PollView, SiteView, StatusView, WindowView } from '../../src/status/view.ts';
import { HOUR_MS, MINUTE_MS } from './time.ts';

export const exampleNowMs = Date.UTC(2026, 10, 23, 19, 30, 5);

/** Text that breaks a page which does not escape it. */
export const HOSTILE = `<script>alert('1')</script><img src=x onerror="alert(1)">&quot;</td></table>`;

/** Breaks a layout which trusts in blanks. */
const ENDLESS = 'a'.repeat(63) + '.' + 'b'.repeat(63) + '.webex.com';

type Trouble = keyof typeof ADVICE;

const TROUBLES: readonly (readonly [Trouble, string])[] = [
  ['timeout', 'no answer within 30 s'],
  ['forbidden', 'HTTP 403: The organisation has no licence for this report'],
  ['server_error', 'HTTP 503: Service Unavailable'],
  ['rate_limited', 'HTTP 429: Too Many Requests'],
  ['no_data', 'Webex has no figures for these days yet'],
];

export function createWindow(changes: Partial<WindowView> = {}): WindowView {
  return {
    window: '7d',
    firstDay: '2026-11-16',
    lastDay: '2026-11-22',
    freshMs: exampleNowMs - 12 * MINUTE_MS,
    lastAttemptMs: exampleNowMs - 12 * MINUTE_MS,
    outcome: 'success',
    problem: undefined,
    nextPollMs: exampleNowMs + 48 * MINUTE_MS,
    recentPolls: createPolls('success', 30),
    ...changes,
  };
}

/** A window whose newest polls failed. */
export function createFailing(
  outcome: Trouble,
  message = 'it failed',
  changes: Partial<WindowView> = {},
): WindowView {
  return createWindow({
    freshMs: exampleNowMs - 4 * HOUR_MS,
    outcome,
    problem: {
      message,
      advice: ADVICE[outcome],
      sinceMs: exampleNowMs - 3 * HOUR_MS,
      trackingId: 'ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5',
    },
    recentPolls: [
      ...createPolls('success', 22),
      ...createPolls('timeout', 1),
      ...createPolls('success', 4),
      ...createPolls(outcome, 3),
    ],
    ...changes,
  });
}

export function createUnpolled(): WindowView {
  return createWindow({
    firstDay: undefined,
    lastDay: undefined,
    freshMs: undefined,
    lastAttemptMs: undefined,
    outcome: undefined,
    nextPollMs: exampleNowMs + 5000,
    recentPolls: [],
  });
}

export function createPolls(outcome: string, length: number): PollView[] {
  return Array.from({ length }, (_, place) => ({
    outcome,
    attemptMs: exampleNowMs - (length - place) * HOUR_MS,
    durationMs: 800,
  }));
}

export function createSite(site: string, windows: readonly WindowView[], account = 'default'): SiteView {
  return { site, account, windows };
}

export function createAccount(changes: Partial<AccountView> = {}): AccountView {
  return {
    account: 'default',
    budget: { requestsPerMinute: 60, left: 41, pausedUntilMs: 0 },
    throttledMs: 95_000,
    requests: 4211,
    failedRequests: 17,
    isTokenRefused: false,
    accessTokenExpiryMs: exampleNowMs + 11 * 24 * HOUR_MS,
    refreshTokenExpiryMs: exampleNowMs + 71 * 24 * HOUR_MS,
    ...changes,
  };
}

export function createView(sites: readonly SiteView[], changes: Partial<StatusView> = {}): StatusView {
  return {
    build: { version: '1.2.3', revision: '0fed8a5', nodeVersion: 'v24.21.0' },
    nowMs: exampleNowMs,
    startMs: exampleNowMs - 52 * HOUR_MS,
    telemetryPath: '/metrics',
    sites,
    accounts: [createAccount()],
    configuration: JSON.stringify(
      { accounts: [{ name: 'default', credentials: '<redacted>' }] },
      undefined,
      2,
    ),
    reload: { isSuccessful: true, lastSuccessMs: exampleNowMs - 52 * HOUR_MS },
    shard: { index: 0, count: 1 },
    foreignSites: [],
    ...changes,
  };
}

/** Sites of every kind, three windows each: mostly good ones, each trouble, waiting ones, hostile texts. */
export function createManySites(siteCount: number): SiteView[] {
  return Array.from({ length: siteCount }, (_, place) => {
    const account = place % 3 === 0 ? 'emea' : 'default';
    if (place === 7) return createSite(HOSTILE, threeWindows(createFailing('bad_request', HOSTILE)), account);
    if (place === 8) return createSite(ENDLESS, threeWindows(createFailing('network', ENDLESS)), account);
    if (place === 9) return createSite('acme-new.webex.com', threeWindows(createUnpolled()), account);
    const trouble = place % 37 === 3 ? TROUBLES[((place / 37) % TROUBLES.length) | 0] : undefined;
    const name = `acme-${String(place).padStart(3, '0')}.webex.com`;
    if (trouble === undefined) return createSite(name, threeWindows(createWindow()), account);
    return createSite(name, threeWindows(createWindow(), createFailing(...trouble)), account);
  });
}

/** The same state in three windows, or another one in the last. */
function threeWindows(state: WindowView, last = state): WindowView[] {
  return [
    { ...state, window: '1d', ...daysOf(state, '2026-11-22') },
    { ...state, window: '7d', ...daysOf(state, '2026-11-16') },
    { ...last, window: '28d', ...daysOf(last, '2026-10-26') },
  ];
}

function daysOf({ lastDay }: WindowView, firstDay: string): Pick<WindowView, 'firstDay'> {
  return { firstDay: lastDay === undefined ? undefined : firstDay };
}
