import type { AccountSnapshot, Snapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import { dayAt } from '../window.ts';

/** A site with its windows. */
export interface SiteStatus {
  readonly site: string;
  readonly account: string;
  readonly windows: readonly TargetSnapshot[];
  /** What has no window, since it is about the present. */
  readonly present: readonly TargetSnapshot[];
}

export function toSites({ targets }: Snapshot): SiteStatus[] {
  const bySite = new Map<string, TargetSnapshot[]>();
  for (const target of targets) {
    if (target.site !== undefined) bySite.set(target.site, [...(bySite.get(target.site) ?? []), target]);
  }
  return Array.from(bySite, ([site, own]) => ({
    site,
    account: own[0]?.account ?? '',
    windows: own.filter(({ window }) => window !== undefined),
    present: own.filter(({ window }) => window === undefined),
  })).filter(({ windows }) => windows.length > 0);
}

/** How a poll's end looks at a glance: `soft` is what usually goes away by itself. */
export type Tone = 'good' | 'soft' | 'bad' | 'waiting';

const SOFT_OUTCOMES = new Set(['no_data', 'rate_limited']);

/** The state of a window that has not been polled. */
export const WAITING = 'waiting';

/** The state of a window of which Webex has no figures and need not have them yet. */
export const PENDING = 'pending';

/** How a window is: how its newest poll ended, unless that is no trouble or there is none. */
export function stateOf({ newestPoll, isPending }: TargetSnapshot): string {
  return isPending ? PENDING : (newestPoll?.outcome ?? WAITING);
}

export function describeState(state: string): string {
  return state === PENDING ? 'waiting for Webex' : state;
}

export function toneOf(state: string): Tone {
  if (state === WAITING || state === PENDING) return 'waiting';
  if (state === 'success') return 'good';
  return SOFT_OUTCOMES.has(state) ? 'soft' : 'bad';
}

export function isFailing(window: TargetSnapshot): boolean {
  return !['success', WAITING, PENDING].includes(stateOf(window));
}

/** When the shown figures arrived; undefined when none are shown. */
export function freshMsOf({ summary, lastSuccessMs }: TargetSnapshot): number | undefined {
  return summary === undefined ? undefined : lastSuccessMs;
}

/** First and last UTC day of the shown figures. */
export function daysOf({ summary }: TargetSnapshot) {
  const { startMs, endMs } = summary ?? {};
  return {
    firstDay: startMs === undefined ? undefined : dayAt(startMs),
    lastDay: endMs === undefined ? undefined : dayAt(endMs - 1),
  };
}

/** When the first of the polls began that have failed since the last success; undefined when nothing fails. */
export function failingSinceMsOf(window: TargetSnapshot): number | undefined {
  return isFailing(window) ? (window.failingSinceMs ?? window.newestPoll?.attemptMs) : undefined;
}

/** What is true now, of the account as a whole or of its sites. */
export function presentOf({ account }: AccountSnapshot, { targets }: Snapshot): TargetSnapshot[] {
  return targets.filter((target) => target.account === account && target.window === undefined);
}

/** Whether Webex refused an account's token in the newest poll of what it is for: one more API may be closed to it. */
export function isTokenRefused({ account }: AccountSnapshot, { targets }: Snapshot): boolean {
  return targets.some(
    ({ account: of, isRequired, newestPoll }) =>
      of === account && isRequired && newestPoll?.outcome === 'unauthorized' && !newestPoll.isForeign,
  );
}

/** HTTP requests since the start, and those of them without a 2xx answer. */
export function countRequests({ requests }: AccountSnapshot): { all: number; failed: number } {
  const sum = (counts: AccountSnapshot['requests']): number =>
    counts.reduce((total, { count }) => total + count, 0);
  return { all: sum(requests), failed: sum(requests.filter(({ code }) => !/^2\d\d$/.test(code))) };
}

const WORST_FIRST: readonly string[] = ['bad', 'soft', WAITING, PENDING, 'good'];

function placeOf(state: string): number {
  return WORST_FIRST.indexOf(state === PENDING ? PENDING : toneOf(state));
}

/** The state of a site's worst window. */
export function worstStateOf({ windows }: SiteStatus): string {
  const [worst = WAITING] = windows.map(stateOf).sort((a, b) => placeOf(a) - placeOf(b));
  return worst;
}

/** The tone of a site's worst window. */
export function siteTone(site: SiteStatus): Tone {
  return toneOf(worstStateOf(site));
}

/** Worst first: a site without figures that fails, one that fails, one that soft-fails, those that wait, one that works. */
export function rankOf(site: SiteStatus): number {
  const isLost = (window: TargetSnapshot): boolean =>
    toneOf(stateOf(window)) === 'bad' && window.summary === undefined;
  return site.windows.some(isLost) ? -1 : WORST_FIRST.indexOf(siteTone(site));
}

/** The state of all sites in numbers. */
export type Overview = ReturnType<typeof summariseSites>;

export function summariseSites(sites: readonly SiteStatus[]) {
  const windows = sites.flatMap((site) => site.windows);
  const shown = windows.filter((window) => freshMsOf(window) !== undefined);
  const oldestMs = least(shown.map(freshMsOf));
  const countIn = (state: string): number =>
    sites.filter((site) => site.windows.some((window) => stateOf(window) === state)).length;
  return {
    siteCount: sites.length,
    windowCount: windows.length,
    failingSites: sites.filter((site) => site.windows.some(isFailing)).length,
    /** Of those, the ones whose trouble hardly goes away by itself. */
    brokenSites: sites.filter((site) => siteTone(site) === 'bad').length,
    waitingSites: countIn(WAITING),
    pendingSites: countIn(PENDING),
    windowsWithoutFigures: windows.length - shown.length,
    oldest: shown.find((window) => freshMsOf(window) === oldestMs),
    newestDay: windows
      .flatMap((window) => daysOf(window).lastDay ?? [])
      .reduce((a, b) => (a < b ? b : a), ''),
    nextPollMs: least(windows.map(({ nextPollMs }) => nextPollMs)),
  };
}

/** The smallest of the known numbers. A loop, since 1500 arguments are many and 150 000 too many. */
export function least(values: readonly (number | undefined)[]): number | undefined {
  let smallest: number | undefined;
  for (const value of values) {
    if (value !== undefined && (smallest === undefined || value < smallest)) smallest = value;
  }
  return smallest;
}
