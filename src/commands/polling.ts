import type { AccountConfig, Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import { createJournal } from '../poll/journal.ts';
import { createPoller, type Poll, type Target } from '../poll/poller.ts';
import { nextPollMs } from '../poll/schedule.ts';
import { createScheduler, type Task } from '../poll/scheduler.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { createStore, type AccountGauges, type Store, type StoredWindow } from '../snapshot/store.ts';
import { prepareStateDirectory } from '../state/directory.ts';
import type { SiteRecord } from '../state/site-file.ts';
import { createSnapshotKeeper, type SnapshotKeeper } from '../state/snapshot-keeper.ts';
import { OUTCOMES } from '../webex/outcome.ts';
import { createAccount } from './account.ts';

/** The scheduler looks for due polls every second at least; silence this long means that the loop is dead. */
const LOOP_DEAD_AFTER_MS = 60_000;

/** How long a slow disk may hold up a stop. */
const FLUSH_GRACE_MS = 1500;

export interface PollingOptions {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly startMs: number;
}

/** Everything left of the snapshot: accounts, schedule and state, put together. */
export interface Polling {
  readonly snapshot: () => Snapshot;
  readonly isAlive: () => boolean;
  /** Polls until the runtime's `stop` aborts, then saves what is known. */
  readonly run: () => Promise<void>;
}

export async function createPolling(options: PollingOptions): Promise<Polling> {
  const { config, runtime, log, redactor, startMs } = options;
  const { clock, stop } = runtime;
  const { stateDir } = config;
  if (stateDir !== undefined) await prepareStateDirectory(stateDir, log);
  const accounts = new Map<string, Account>();
  const store = createStore({
    now: clock.now,
    windows: config.accounts.flatMap(toStoredWindows),
    accounts: config.accounts.map(({ name }) => ({
      account: name,
      gauges: () => readGauges(accounts.get(name)),
    })),
    outcomes: OUTCOMES,
    exporter: {
      ...runtime.build,
      shard: config.shard.index,
      shards: config.shard.count,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: startMs,
    },
  });

  for (const account of config.accounts) {
    const { name } = account;
    const hasten = (most: number): void =>
      scheduler.hasten(new Set(refusedTasks(store.snapshot(), name).slice(0, most)));
    accounts.set(
      name,
      await createAccount(account, {
        runtime,
        log,
        redactor,
        stateDir,
        observe: (seen) => store.recordRequest({ account: name, ...seen }),
        onRetry: () => hasten(1),
        onResume: () => hasten(Infinity),
      }),
    );
  }

  const keeper =
    stateDir === undefined
      ? undefined
      : createSnapshotKeeper({
          directory: stateDir,
          log,
          read: (site) => toSiteRecord(store.snapshot(), site),
        });
  if (keeper) await restore(config, store, keeper, log);

  const poll = createPoller({ clock, random: runtime.random, redact: redactor.redact });
  const tasks = createTasks({ config, accounts, poll, store, keeper, log, nowMs: clock.now() });
  const scheduler = createScheduler({ tasks, clock, log });
  return {
    snapshot: store.snapshot,
    isAlive: () => clock.now() - scheduler.lastTickMs < LOOP_DEAD_AFTER_MS,
    async run() {
      await scheduler.run(stop);
      if (keeper) await Promise.race([keeper.flush(), clock.sleep(FLUSH_GRACE_MS)]);
    },
  };
}

function toStoredWindows({ name, sites, windows, staleAfterMs }: AccountConfig): StoredWindow[] {
  return sites.flatMap((site) =>
    windows.map(({ label }) => ({ site, window: label, account: name, staleAfterMs })),
  );
}

function readGauges(account: Account | undefined): AccountGauges {
  const { accessMs, refreshMs } = account?.tokens.expiry() ?? {};
  return {
    throttledMs: account?.gate.throttledMs() ?? 0,
    accessTokenExpiryMs: accessMs,
    refreshTokenExpiryMs: refreshMs,
  };
}

function taskName(site: string, window: string): string {
  return `${site} ${window}`;
}

/** The polls of an account that ended because its token is refused. */
function refusedTasks({ windows }: Snapshot, accountName: string): string[] {
  return windows.flatMap(({ account, site, window, newestPoll }) =>
    account === accountName && newestPoll?.outcome === 'unauthorized' ? [taskName(site, window)] : [],
  );
}

function toSiteRecord({ windows }: Snapshot, site: string): SiteRecord {
  const own = windows.filter((window) => window.site === site);
  return Object.fromEntries(
    own.map(({ window, summary, lastSuccessMs, newestPoll, nextPollMs: dueMs }) => [
      window,
      { summary, lastSuccessMs, newestPoll, nextPollMs: dueMs },
    ]),
  );
}

async function restore(config: Config, store: Store, keeper: SnapshotKeeper, log: Logger): Promise<void> {
  let restored = 0;
  for (const site of config.accounts.flatMap(({ sites }) => sites)) {
    const record = await keeper.load(site);
    for (const [window, state] of Object.entries(record ?? {})) {
      store.restore({ site, window }, state);
      if (state.summary) restored += 1;
    }
  }
  log.info('state restored', { windows: restored });
}

interface TaskContext {
  readonly config: Config;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly poll: Poll;
  readonly store: Store;
  readonly keeper: SnapshotKeeper | undefined;
  readonly log: Logger;
  readonly nowMs: number;
}

/** One task per site and window: poll, keep the result, say what changed. */
function createTasks({ config, accounts, poll, store, keeper, log, nowMs }: TaskContext): Task[] {
  const journal = createJournal(log);

  const toTask = (account: Account, target: Target): Task => {
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
        store.recordPoll(key, result.record, result.summary);
        keeper?.touch(site);
        journal.write(account.name, target, result);
      },
    };
  };
  return config.accounts.flatMap((settings) => {
    const account = accounts.get(settings.name);
    return account ? toTargets(settings).map((target) => toTask(account, target)) : [];
  });
}

function toTargets({
  sites,
  windows,
  dataDelayDays,
  pollIntervalMs,
  maxLabelValues,
}: AccountConfig): Target[] {
  return sites.flatMap((site) =>
    windows.map((window) => ({
      site,
      window,
      delayDays: dataDelayDays,
      intervalMs: pollIntervalMs,
      maxLabelValues,
    })),
  );
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
