import type { SiteAnswer } from '../check/assessment.ts';
import type { TrialReport } from '../check/report.ts';
import { assessTrial } from '../check/trial.ts';
import type { Clock } from '../clock.ts';
import type { AccountConfig } from '../config/account.ts';
import type { ConnectedAccount } from '../exporter/account.ts';
import { toTargets, toTrials, wordsOf } from '../exporter/collectors.ts';
import type { Poll } from '../poll/poller.ts';
import { planRetry } from '../poll/retry.ts';
import type { Target } from '../poll/target.ts';
import type { Progress } from '../progress.ts';
import type { DateRange } from '../window.ts';

/** One try: a refused token is replaced and another region is followed, but nothing is waited for. */
export const planOnce: typeof planRetry = (failures, random, maxRetries) => {
  const retry = planRetry(failures, random, maxRetries);
  return retry?.kind === 'replace_token' || retry?.kind === 'move_region' ? retry : undefined;
};

/** What can be asked of a site: one of its windows. */
export interface SiteCheck {
  readonly target: Target;
  readonly days: DateRange;
}

/** The shortest window of each site, and all others. */
export function toSiteChecks(
  config: AccountConfig,
  nowMs: number,
): { readonly shortest: readonly SiteCheck[]; readonly others: readonly SiteCheck[] } {
  const checks = toTargets(config).flatMap((target): SiteCheck[] => {
    const { days } = target.questionAt(nowMs);
    return days === undefined ? [] : [{ target, days }];
  });
  const shortest = new Map<string | undefined, SiteCheck>();
  for (const check of checks) {
    const { site } = check.target.key;
    const known = shortest.get(site);
    // All windows of a site end on the same day.
    if (known === undefined || known.days.from < check.days.from) shortest.set(site, check);
  }
  const others = checks.filter((check) => shortest.get(check.target.key.site) !== check);
  return { shortest: [...shortest.values()], others };
}

export interface Asking {
  readonly poll: Poll;
  readonly nowMs: number;
  readonly concurrency: number;
  readonly stop: AbortSignal;
  readonly progress: Progress | undefined;
}

/** Asks all of them; once Webex throttles the account, those that would have to wait for it are left out. */
export async function askAll(
  checks: readonly SiteCheck[],
  account: ConnectedAccount,
  { poll, nowMs, concurrency, stop, progress }: Asking,
): Promise<SiteAnswer[]> {
  const answers: SiteAnswer[] = checks.map(({ days }) => ({ days, verdict: undefined }));
  const limits = { giveUpAfterMs: Infinity, asOfMs: nowMs };
  const end = new AbortController();
  const signal = AbortSignal.any([stop, end.signal]);
  const left = checks.entries();

  async function work(): Promise<void> {
    for (const [index, { target, days }] of left) {
      if (signal.aborted) return;
      const result = await poll(account, target, limits, signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      const verdict = result?.verdict;
      answers[index] = { days, verdict };
      progress?.advance(verdict?.outcome === 'success');
      if (verdict?.outcome === 'rate_limited') end.abort();
    }
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  stop.throwIfAborted();
  return answers;
}

/** Tries once what need not be on. An account that no site answers, or that Webex has paused, has other troubles. */
export async function tryAll(
  config: AccountConfig,
  account: ConnectedAccount,
  { poll, stop, isServed, clock }: TrialContext,
): Promise<TrialReport[]> {
  const reports: TrialReport[] = [];
  for (const { target, isOn, offer } of toTrials(config)) {
    const { collector } = target.key;
    const isWorthIt = isServed && account.gate.pausedUntilMs <= clock.now();
    const verdict = isWorthIt
      ? (await poll(account, target, { giveUpAfterMs: Infinity }, stop)).verdict
      : undefined;
    const finding = assessTrial({ verdict, isOn, offer, words: wordsOf(collector) });
    reports.push({ name: collector, outcome: verdict?.outcome, finding });
  }
  return reports;
}

interface TrialContext extends Pick<Asking, 'poll' | 'stop'> {
  /** Whether a site of the account gave an answer. */
  readonly isServed: boolean;
  readonly clock: Clock;
}
