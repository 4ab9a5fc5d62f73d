import { adviceOf, headlineOf, INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { figuresOf, listFigures } from '../../src/metrics/figures.ts';
import type { ADVICE } from '../../src/poll/advice.ts';
import type { Daily } from '../../src/snapshot/dailies.ts';
import type { AccountSnapshot, PollRecord, RecentPoll, TargetSnapshot } from '../../src/snapshot/snapshot.ts';
import type { SiteStatus } from '../../src/status/state.ts';
import type { StatusView } from '../../src/status/view.ts';
import { DAY_MS, endOfDayMs, startOfDayMs } from '../../src/window.ts';
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
  readonly dailies: readonly Daily[];
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
    dailies: [],
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
    dailies: shown.dailies,
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

/** What is true now of an account, or of a site. */
export function createPresent(
  meetings: number | undefined,
  changes: Partial<ShownWindow> = {},
): TargetSnapshot {
  const { summary, ...target } = createWindow({ firstDay: undefined, lastDay: undefined, ...changes });
  return {
    ...target,
    collector: 'live',
    window: undefined,
    isRequired: false,
    summary: meetings === undefined ? undefined : summary && { ...summary, figures: { meetings } },
  };
}

/** Meetings of the days up to 2026-11-22, a Sunday: a week like the others, of `size` meetings on a working day. */
export function createDailies(size: number, length = 35): Daily[] {
  return Array.from({ length }, (_, place) => {
    const startMs = Date.UTC(2026, 10, 22) - (length - 1 - place) * DAY_MS;
    const isWeekend = [0, 6].includes(new Date(startMs).getUTCDay());
    const noise = 1 + ((place * 7919) % 13) / 100;
    return { startMs, value: Math.round(size * noise * (isWeekend ? 0.1 : 1)) };
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
  present: readonly TargetSnapshot[] = [],
): SiteStatus {
  return {
    site,
    account,
    windows: windows.map((window) => ({ ...window, site, account })),
    present: present.map((target) => ({ ...target, site, account })),
  };
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
  /** What is asked of accounts as a whole. */
  readonly accountTargets?: readonly TargetSnapshot[];
  readonly exporter?: Partial<StatusView['snapshot']['exporter']>;
}

export function createView(
  sites: readonly SiteStatus[],
  { accounts = [createAccount()], accountTargets = [], exporter = {}, ...changes }: ViewChanges = {},
): StatusView {
  return {
    snapshot: {
      targets: [...sites.flatMap(({ windows, present }) => [...windows, ...present]), ...accountTargets],
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
    headlineOf,
    isPolledByHttp: false,
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
    const dailies = createDailies(40 + ((place * 7919) % 1200));
    if (trouble === undefined)
      return createSite(name, threeWindows(createWindow(), createWindow(), dailies), account);
    return createSite(name, threeWindows(createWindow(), createFailing(...trouble), dailies), account);
  });
}

/** The same state in three windows, or another one in the last. */
function threeWindows(state: TargetSnapshot, last = state, dailies: readonly Daily[] = []): TargetSnapshot[] {
  return [
    { ...state, window: '1d', dailies, ...daysFrom(state, '2026-11-22') },
    { ...state, window: '7d', ...daysFrom(state, '2026-11-16') },
    { ...last, window: '28d', ...daysFrom(last, '2026-10-26') },
  ];
}

function daysFrom({ summary }: TargetSnapshot, firstDay: string): Pick<TargetSnapshot, 'summary'> {
  return { summary: summary && { ...summary, startMs: startOfDayMs(firstDay) } };
}

const CAUSES = ['unauthorized', 'timeout', 'server_error'] as const;

/**
 * The heaviest page: 300 sites with three windows, each with four weeks of days and polls that fail now and then.
 * `causeCount` says in how many ways all of them fail at last; where there are several, each site has words of its own.
 */
export function createHeaviest(causeCount: 0 | 1 | 3): StatusView {
  const names = Array.from(
    { length: 300 },
    (_, place) => `department-${String(place).padStart(3, '0')}.webex.com`,
  );
  const sites = names.map((name, place) => {
    const dailies = createDailies(1000 + ((place * 7919) % 90_000));
    const works = createWindow({ recentPolls: createFailing('timeout').recentPolls });
    const cause = causeCount === 0 ? undefined : CAUSES[place % causeCount];
    const words = causeCount === 1 ? 'HTTP 401: The access token expired' : `${cause} is what ${name} says`;
    const windows = threeWindows(works, works, dailies).map((window) => {
      const { summary, dailies: known, window: label } = window;
      return cause === undefined
        ? window
        : { ...createFailing(cause, words), summary, dailies: known, window: label };
    });
    return createSite(name, windows);
  });
  const configuration = JSON.stringify({ accounts: [{ name: 'default', sites: names }] }, undefined, 2);
  return createView(sites, { configuration, isPolledByHttp: true });
}
