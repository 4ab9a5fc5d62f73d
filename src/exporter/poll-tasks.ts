import type { Account } from '../poll/account.ts';
import type { Journal } from '../poll/journal.ts';
import type { Poll } from '../poll/poller.ts';
import { placeMs } from '../poll/schedule.ts';
import type { Task } from '../poll/scheduler.ts';
import type { Target } from '../poll/target.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Store } from '../snapshot/store.ts';
import { keyId } from '../snapshot/target-key.ts';
import type { SnapshotKeeper } from '../state/snapshot-keeper.ts';

export interface TaskContext {
  readonly account: Account;
  readonly poll: Poll;
  readonly store: Store;
  readonly keeper: Pick<SnapshotKeeper, 'touch'> | undefined;
  readonly journal: Pick<Journal, 'write'>;
  readonly nowMs: number;
}

/** One task per target of an account: poll, keep the result, say what changed. */
export function createTasks(targets: readonly Target[], context: TaskContext): Task[] {
  const { account, poll, store, keeper, journal, nowMs } = context;
  return targets.map((target) => {
    const { key, intervalMs } = target;
    return {
      name: keyId(key),
      intervalMs,
      firstDueMs: firstDueMs(store, target, nowMs),
      onScheduled: (dueMs) => store.scheduleNext(key, dueMs),
      async run(signal) {
        const result = await poll(account, target, { giveUpAfterMs: intervalMs }, signal);
        // A reload may have taken the target away meanwhile; what is kept of it on disk stays as it was.
        if (store.target(key) === undefined) return 'done';
        store.recordPoll(key, result.record, result.summary);
        keeper?.touch(key);
        journal.write(key, result);
        const { outcome, pendingUntilMs } = result.record;
        return outcome === 'success' || pendingUntilMs !== undefined ? 'done' : 'failed';
      },
    };
  });
}

/** At once, unless a restored answer is younger than the interval: then where the schedule was. */
function firstDueMs(store: Store, { key, intervalMs }: Target, nowMs: number): number {
  const { lastSuccessMs, nextPollMs: keptMs } = store.target(key) ?? {};
  if (lastSuccessMs === undefined || nowMs - lastSuccessMs >= intervalMs) return nowMs;
  const isPlausible =
    keptMs !== undefined && keptMs >= lastSuccessMs && keptMs <= lastSuccessMs + 2 * intervalMs;
  if (isPlausible) return keptMs;
  return placeMs(keyId(key), Math.max(nowMs, lastSuccessMs + intervalMs / 2), intervalMs);
}

/** The polls of an account that ended because its token is refused, those first that may try whether it still is. */
export function refusedTasks({ targets }: Snapshot, accountName: string): string[] {
  return targets
    .filter(({ account, newestPoll }) => account === accountName && newestPoll?.outcome === 'unauthorized')
    .toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired))
    .map(keyId);
}

/** What of a site is polled, or of one window of it. */
export interface PollRequest {
  readonly site: string;
  /** Its label; undefined: all that is polled of the site. */
  readonly window?: string | undefined;
}

/** The tasks that a person asks to be due now; empty where this process polls no such thing. */
export function requestedTasks({ targets }: Snapshot, { site, window }: PollRequest): string[] {
  return targets
    .filter((target) => target.site === site && (window === undefined || target.window === window))
    .map(keyId);
}
