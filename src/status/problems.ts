import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { failingSinceMsOf, type SiteStatus } from './state.ts';
import type { Advise } from './view.ts';

/** One trouble of one site, with all its windows that share it. */
export interface SiteProblem {
  readonly outcome: string;
  readonly windows: readonly string[];
  /** What went wrong, and what to do about it. */
  readonly message: string;
  readonly advice: string;
  readonly sinceMs: number;
  readonly trackingId: string | undefined;
}

/** Undefined when nothing is wrong. */
export function toProblem(target: TargetSnapshot, advise: Advise): SiteProblem | undefined {
  const { collector, window, newestPoll } = target;
  const sinceMs = failingSinceMsOf(target);
  if (sinceMs === undefined || newestPoll === undefined || newestPoll.outcome === 'success') return undefined;
  const { outcome, problem = '', trackingId } = newestPoll;
  const advice = newestPoll.advice ?? advise(collector, outcome);
  return { outcome, windows: [window ?? ''], message: problem, advice, sinceMs, trackingId };
}

export function findProblems(targets: readonly TargetSnapshot[], advise: Advise): SiteProblem[] {
  const problems = new Map<string, SiteProblem>();
  for (const target of targets) {
    const problem = toProblem(target, advise);
    if (problem === undefined) continue;
    const id = `${problem.outcome} ${problem.message}`;
    const known = problems.get(id) ?? { ...problem, windows: [] };
    problems.set(id, {
      ...known,
      windows: [...known.windows, ...problem.windows],
      sinceMs: Math.min(known.sinceMs, problem.sinceMs),
      trackingId: known.trackingId ?? problem.trackingId,
    });
  }
  return [...problems.values()];
}

/** One outcome over all sites, since the first of them. */
export interface OutcomeGroup extends Omit<SiteProblem, 'windows' | 'message'> {
  readonly siteCount: number;
  /** What went wrong, where it is the same everywhere. */
  readonly message: string | undefined;
}

/** What goes wrong, by outcome: most sites first. */
export function groupProblems(sites: readonly SiteStatus[], advise: Advise): OutcomeGroup[] {
  const groups = new Map<string, OutcomeGroup>();
  for (const { windows } of sites) {
    const counted = new Set<string>();
    for (const { outcome, sinceMs, advice, message, trackingId } of findProblems(windows, advise)) {
      const group = groups.get(outcome) ?? { outcome, siteCount: 0, sinceMs, advice, message, trackingId };
      groups.set(outcome, {
        ...group,
        siteCount: group.siteCount + (counted.has(outcome) ? 0 : 1),
        sinceMs: Math.min(group.sinceMs, sinceMs),
        message: group.message === message ? message : undefined,
        trackingId: group.trackingId ?? trackingId,
      });
      counted.add(outcome);
    }
  }
  return [...groups.values()].sort((a, b) => b.siteCount - a.siteCount);
}

/** From this many sites on a trouble is said once for all of them. */
const SHARED_BY_SITES = 5;

export function isShared({ siteCount }: OutcomeGroup): boolean {
  return siteCount >= SHARED_BY_SITES;
}
