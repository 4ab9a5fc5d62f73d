import type { StatusView, WindowView } from '../http/status-page.ts';
import { ADVICE } from '../poll/advice.ts';
import type { Snapshot, WindowSnapshot } from '../snapshot/snapshot.ts';

/** What the status page shows of a snapshot. */
export function toStatusView({ windows }: Snapshot, about: Omit<StatusView, 'windows'>): StatusView {
  return { ...about, windows: windows.map(toWindowView) };
}

function toWindowView(window: WindowSnapshot): WindowView {
  const { site, account, summary, newestPoll, lastSuccessMs, nextPollMs } = window;
  const outcome = newestPoll?.outcome;
  return {
    site,
    account,
    window: window.window,
    firstDay: toDay(summary?.startMs),
    lastDay: summary?.endMs === undefined ? undefined : toDay(summary.endMs - 1),
    freshMs: summary === undefined ? undefined : lastSuccessMs,
    lastAttemptMs: newestPoll?.attemptMs,
    outcome,
    problem: newestPoll?.problem,
    advice: outcome === undefined || outcome === 'success' ? undefined : ADVICE[outcome],
    nextPollMs,
  };
}

function toDay(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
}
