import type { ProblemView, SiteView, WindowView } from './view.ts';

/** How a poll's end looks at a glance: `soft` is what usually goes away by itself. */
export type Tone = 'good' | 'soft' | 'bad' | 'waiting';

const SOFT_OUTCOMES = new Set(['no_data', 'rate_limited']);

/** The word for a window that has not been polled. */
export const WAITING = 'waiting';

export function toneOf(outcome: string | undefined): Tone {
  if (outcome === undefined) return 'waiting';
  if (outcome === 'success') return 'good';
  return SOFT_OUTCOMES.has(outcome) ? 'soft' : 'bad';
}

export function isFailing({ outcome }: WindowView): boolean {
  return outcome !== undefined && outcome !== 'success';
}

/** Worst first: a site without figures that fails, one that fails, one that soft-fails, one that waits, one that works. */
export function rankOf({ windows }: SiteView): number {
  const tones = new Set(windows.map(({ outcome }) => toneOf(outcome)));
  if (windows.some((window) => toneOf(window.outcome) === 'bad' && window.freshMs === undefined)) return 0;
  if (tones.has('bad')) return 1;
  if (tones.has('soft')) return 2;
  return tones.has('waiting') ? 3 : 4;
}

const TONE_BY_RANK: readonly Tone[] = ['bad', 'bad', 'soft', 'waiting', 'good'];

/** The tone of a site's worst window. */
export function siteTone(site: SiteView): Tone {
  return TONE_BY_RANK[rankOf(site)] ?? 'good';
}

/** One trouble of one site, with all its windows that share it. */
export interface SiteProblem extends ProblemView {
  readonly outcome: string;
  readonly windows: readonly string[];
}

export function findProblems({ windows }: SiteView): SiteProblem[] {
  const problems = new Map<string, SiteProblem>();
  for (const { window, outcome, problem } of windows) {
    if (outcome === undefined || problem === undefined) continue;
    const id = `${outcome} ${problem.message}`;
    const known = problems.get(id);
    problems.set(
      id,
      known === undefined
        ? { ...problem, outcome, windows: [window] }
        : {
            ...known,
            windows: [...known.windows, window],
            sinceMs: Math.min(known.sinceMs, problem.sinceMs),
            trackingId: known.trackingId ?? problem.trackingId,
          },
    );
  }
  return [...problems.values()];
}

/** One outcome over all sites. */
export interface OutcomeGroup {
  readonly outcome: string;
  readonly siteCount: number;
  readonly sinceMs: number;
  readonly advice: string;
}

/** What goes wrong, by outcome: most sites first. */
export function groupProblems(sites: readonly SiteView[]): OutcomeGroup[] {
  const groups = new Map<string, OutcomeGroup>();
  for (const site of sites) {
    const counted = new Set<string>();
    for (const { outcome, sinceMs, advice } of findProblems(site)) {
      const group = groups.get(outcome) ?? { outcome, siteCount: 0, sinceMs, advice };
      groups.set(outcome, {
        ...group,
        siteCount: group.siteCount + (counted.has(outcome) ? 0 : 1),
        sinceMs: Math.min(group.sinceMs, sinceMs),
      });
      counted.add(outcome);
    }
  }
  return [...groups.values()].sort((a, b) => b.siteCount - a.siteCount);
}

/** The state of all sites in numbers. */
export interface Overview {
  readonly siteCount: number;
  readonly windowCount: number;
  readonly failingSites: number;
  /** Of those, the ones whose trouble hardly goes away by itself. */
  readonly brokenSites: number;
  readonly waitingSites: number;
  readonly windowsWithoutFigures: number;
  readonly oldest: { readonly site: string; readonly window: string; readonly freshMs: number } | undefined;
  readonly newestDay: string | undefined;
  readonly nextPollMs: number | undefined;
}

export function summarizeSites(sites: readonly SiteView[]): Overview {
  const windows = sites.flatMap(({ site, windows }) => windows.map((window) => ({ site, ...window })));
  const fresh = windows.flatMap(({ site, window, freshMs }) =>
    freshMs === undefined ? [] : [{ site, window, freshMs }],
  );
  return {
    siteCount: sites.length,
    windowCount: windows.length,
    failingSites: sites.filter(({ windows }) => windows.some(isFailing)).length,
    brokenSites: sites.filter((site) => siteTone(site) === 'bad').length,
    waitingSites: sites.filter(({ windows }) => windows.some(({ outcome }) => outcome === undefined)).length,
    windowsWithoutFigures: windows.length - fresh.length,
    oldest: fresh.reduce<(typeof fresh)[number] | undefined>(
      (oldest, window) => (oldest !== undefined && oldest.freshMs <= window.freshMs ? oldest : window),
      undefined,
    ),
    newestDay: windows.reduce<string | undefined>(
      (newest, { lastDay }) => (lastDay !== undefined && (newest ?? '') < lastDay ? lastDay : newest),
      undefined,
    ),
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
