import { settingsOf, type AccountConfig } from '../config/account-config.ts';
import type { Account } from '../poll/account.ts';
import type { Journal } from '../poll/journal.ts';
import type { Poll, Target } from '../poll/poller.ts';
import { nextPollMs } from '../poll/schedule.ts';
import type { Task } from '../poll/scheduler.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Store } from '../snapshot/store.ts';
import type { SnapshotKeeper } from '../state/snapshot-keeper.ts';

export interface TaskContext {
  readonly account: Account;
  readonly poll: Poll;
  readonly store: Store;
  readonly keeper: SnapshotKeeper | undefined;
  readonly journal: Journal;
  readonly nowMs: number;
}

/** One task per site and window of an account: poll, keep the result, say what changed. */
export function createTasks(settings: AccountConfig, context: TaskContext): Task[] {
  const { account, poll, store, keeper, journal, nowMs } = context;
  return toTargets(settings).map((target) => {
    const { site, window, intervalMs } = target;
    const key = { site, window: window.label };
    const name = taskName(site, window.label);
    return {
      name,
      intervalMs,
      firstDueMs: firstDueMs(store, key, { name, intervalMs, nowMs }),
      onScheduled: (dueMs) => store.scheduleNext(key, dueMs),
      async run(signal) {
        const result = await poll(account, target, signal);
        // A reload may have taken the site away meanwhile; what is kept of it on disk stays as it was.
        if (store.window(key) === undefined) return;
        store.recordPoll(key, result.record, result.summary);
        keeper?.touch(site);
        journal.write(account.name, target, result);
      },
    };
  });
}

function toTargets(account: AccountConfig): Target[] {
  return account.sites.flatMap((site) => {
    const { windows, dataDelayDays, pollIntervalMs, maxLabelValues } = settingsOf(account, site);
    return windows.map((window) => ({
      site,
      window,
      delayDays: dataDelayDays,
      intervalMs: pollIntervalMs,
      maxLabelValues,
    }));
  });
}

/** At once, unless a restored answer is younger than the interval: then where the schedule was. */
function firstDueMs(
  store: Store,
  key: { site: string; window: string },
  { name, intervalMs, nowMs }: { name: string; intervalMs: number; nowMs: number },
): number {
  const { lastSuccessMs, nextPollMs: keptMs } = store.window(key) ?? {};
  if (lastSuccessMs === undefined || nowMs - lastSuccessMs >= intervalMs) return nowMs;
  const isPlausible =
    keptMs !== undefined && keptMs >= lastSuccessMs && keptMs <= lastSuccessMs + 2 * intervalMs;
  return isPlausible ? keptMs : nextPollMs(name, lastSuccessMs, intervalMs);
}

/** The polls of an account that ended because its token is refused. */
export function refusedTasks({ windows }: Snapshot, accountName: string): string[] {
  return windows.flatMap(({ account, site, window, newestPoll }) =>
    account === accountName && newestPoll?.outcome === 'unauthorized' ? [taskName(site, window)] : [],
  );
}

function taskName(site: string, window: string): string {
  return `${site} ${window}`;
}
