import { adviceOf, INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { figuresOf, listFigures } from '../../src/metrics/figures.ts';
import type { ADVICE } from '../../src/poll/advice.ts';
import type { AccountSnapshot, PollRecord, RecentPoll, TargetSnapshot } from '../../src/snapshot/snapshot.ts';
import type { SiteStatus } from '../../src/status/state.ts';
import type { StatusView } from '../../src/status/view.ts';
import { endOfDayMs, startOfDayMs } from '../../src/window.ts';
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

type Outcome = PollRecord['outcome'];

/** A window as the page shows it. */
export interface ShownWindow {
  readonly window: string;
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  /** When the shown figures arrived; undefined: none are shown. */
  readonly freshMs: number | undefined;
  /** Undefined: never polled. */
  readonly outcome: Outcome | undefined;
  readonly lastAttemptMs: number;
  readonly message: string;
  readonly sinceMs: number | undefined;
  readonly trackingId: string | undefined;
  readonly isPending: boolean;
  readonly nextPollMs: number | undefined;
  readonly recentPolls: readonly RecentPoll[];
}

/** By default one that works, and is of no site yet. */
export function createWindow(changes: Partial<ShownWindow> = {}): TargetSnapshot {
  const shown: ShownWindow = {
    window: '7d',
    firstDay: '2026-11-16',
    lastDay: '2026-11-22',
    freshMs: exampleNowMs - 12 * MINUTE_MS,
    outcome: 'success',
    lastAttemptMs: exampleNowMs - 12 * MINUTE_MS,
    message: 'it failed',
    sinceMs: undefined,
    trackingId: undefined,
    isPending: false,
    nextPollMs: exampleNowMs + 48 * MINUTE_MS,
    recentPolls: createPolls('success', 30),
    ...changes,
  };
  const { firstDay, lastDay, freshMs, outcome, message, trackingId } = shown;
  const poll = { attemptMs: shown.lastAttemptMs, durationMs: 800 };
  return {
    collector: 'meetings',
    account: 'default',
    window: shown.window,
    intervalMs: HOUR_MS,
    isRequired: true,
    summary:
      freshMs === undefined
        ? undefined
        : {
            figures: {},
            breakdowns: {},
            startMs: firstDay === undefined ? undefined : startOfDayMs(firstDay),
            endMs: lastDay === undefined ? undefined : endOfDayMs(lastDay),
            folded: {},
          },
    newestPoll:
      outcome === undefined || outcome === 'success'
        ? outcome && { ...poll, outcome }
        : { ...poll, outcome, problem: message, trackingId },
    isPending: shown.isPending,
    recentPolls: shown.recentPolls,
    dailies: [],
    failingSinceMs: shown.sinceMs,
    lastSuccessMs: freshMs,
    lastChangeMs: freshMs,
    polls: new Map(),
    nextPollMs: shown.nextPollMs,
  };
}

/** A window whose newest polls failed. */
export function createFailing(
  outcome: Trouble,
  message = 'it failed',
  changes: Partial<ShownWindow> = {},
): TargetSnapshot {
  return createWindow({
    freshMs: exampleNowMs - 4 * HOUR_MS,
    outcome,
    message,
    sinceMs: exampleNowMs - 3 * HOUR_MS,
    trackingId: 'ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5',
    recentPolls: [
      ...createPolls('success', 22),
      ...createPolls('timeout', 1),
      ...createPolls('success', 4),
      ...createPolls(outcome, 3),
    ],
    ...changes,
  });
}

export function createUnpolled(): TargetSnapshot {
  return createWindow({
    freshMs: undefined,
    outcome: undefined,
    nextPollMs: exampleNowMs + 5000,
    recentPolls: [],
  });
}

export function createPolls(outcome: Outcome, length: number): RecentPoll[] {
  return Array.from({ length }, (_, place) => ({
    outcome,
    attemptMs: exampleNowMs - (length - place) * HOUR_MS,
    durationMs: 800,
  }));
}

export function createSite(
  site: string,
  windows: readonly TargetSnapshot[],
  account = 'default',
): SiteStatus {
  return { site, account, windows: windows.map((window) => ({ ...window, site, account })) };
}

export function createAccount(changes: Partial<AccountSnapshot> = {}): AccountSnapshot {
  return {
    account: 'default',
    budget: { requestsPerMinute: 60, left: 41, pausedUntilMs: 0 },
    throttledMs: 95_000,
    requests: [
      { endpoint: 'aggregates', code: '200', count: 4194 },
      { endpoint: 'aggregates', code: 'error', count: 17 },
    ],
    durations: [],
    accessTokenExpiryMs: exampleNowMs + 11 * 24 * HOUR_MS,
    refreshTokenExpiryMs: exampleNowMs + 71 * 24 * HOUR_MS,
    ...changes,
  };
}

/** What a view says besides its sites. */
export interface ViewChanges extends Partial<StatusView> {
  readonly accounts?: readonly AccountSnapshot[];
  readonly exporter?: Partial<StatusView['snapshot']['exporter']>;
}

export function createView(
  sites: readonly SiteStatus[],
  { accounts = [createAccount()], exporter = {}, ...changes }: ViewChanges = {},
): StatusView {
  return {
    snapshot: {
      targets: sites.flatMap(({ windows }) => windows),
      accounts,
      exporter: {
        version: '1.2.3',
        revision: '0fed8a5',
        nodeVersion: 'v24.21.0',
        shard: 0,
        shards: 1,
        lastReloadSuccessful: true,
        lastReloadSuccessMs: exampleNowMs - 52 * HOUR_MS,
        ...exporter,
      },
    },
    nowMs: exampleNowMs,
    startMs: exampleNowMs - 52 * HOUR_MS,
    telemetryPath: '/metrics',
    configuration: JSON.stringify(
      { accounts: [{ name: 'default', credentials: '<redacted>' }] },
      undefined,
      2,
    ),
    foreignSites: [],
    advise: (collector, outcome) => adviceOf(collector)[outcome],
    figuresOf: (target) => figuresOf(INSTRUMENTS, target),
    figureNames: listFigures(INSTRUMENTS).map(({ name }) => name),
    ...changes,
  };
}

export function createManySites(siteCount: number): SiteStatus[] {
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
function threeWindows(state: TargetSnapshot, last = state): TargetSnapshot[] {
  return [
    { ...state, window: '1d', ...daysFrom(state, '2026-11-22') },
    { ...state, window: '7d', ...daysFrom(state, '2026-11-16') },
    { ...last, window: '28d', ...daysFrom(last, '2026-10-26') },
  ];
}

function daysFrom({ summary }: TargetSnapshot, firstDay: string): Pick<TargetSnapshot, 'summary'> {
  return { summary: summary && { ...summary, startMs: startOfDayMs(firstDay) } };
}
