import type { AccountConfig, Config } from '../config/config.ts';
import type { FlagValues } from '../config/flags.ts';
import { createApp } from '../http/app.ts';
import { listen } from '../http/server.ts';
import type { Logger } from '../log.ts';
import { createExposition, TEXT_CONTENT_TYPE } from '../metrics/exposition.ts';
import { createProcessMetrics } from '../metrics/process.ts';
import { createProducer } from '../metrics/producer.ts';
import type { Account } from '../poll/account.ts';
import { createJournal } from '../poll/journal.ts';
import { createPoller, type Target } from '../poll/poller.ts';
import { createScheduler, type Task } from '../poll/scheduler.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import { createStore, type Store } from '../snapshot/store.ts';
import { createAccount } from './account.ts';
import { toStatusView } from './status-view.ts';

/** The scheduler looks for due polls every second at least; silence this long means that the loop is dead. */
const LOOP_DEAD_AFTER_MS = 60_000;

/** How long answers under way may take when the process is asked to stop. */
const CLOSE_GRACE_MS = 1000;

export interface ExporterOptions {
  readonly config: Config;
  readonly flags: FlagValues;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Told the exporter's own URL once it listens. */
  readonly onListening?: (url: string) => void;
}

/** Polls and serves until `runtime.stop` aborts. Rejects when it cannot listen. */
export async function runExporter({
  config,
  flags,
  runtime,
  log,
  redactor,
  onListening,
}: ExporterOptions): Promise<void> {
  const { clock, stop, build } = runtime;
  const startMs = clock.now();
  const accounts = new Map<string, Account>();
  const store = createStore({
    now: clock.now,
    windows: config.accounts.flatMap(toStoredWindows),
    accounts: config.accounts.map(({ name }) => ({
      account: name,
      gauges: () => readGauges(accounts.get(name)),
    })),
    exporter: { ...build, lastReloadSuccessful: true, lastReloadSuccessMs: startMs },
  });
  for (const account of config.accounts) {
    const observe = (seen: { endpoint: string; code: string; durationMs: number }): void =>
      store.recordRequest({ account: account.name, ...seen });
    accounts.set(account.name, createAccount(account, { runtime, log, redactor, observe, signal: stop }));
  }

  const scheduler = createScheduler({
    tasks: createTasks(config, accounts, { runtime, store, log, redactor }),
    clock,
    log,
  });
  const render = createExposition({
    producer: createProducer({ snapshot: store.snapshot, now: clock.now, startMs }),
    processMetrics: createProcessMetrics(),
  });
  const telemetryPath = flags['web.telemetry-path'];
  const app = createApp({
    telemetryPath,
    metrics: async () => ({ body: await render(), contentType: TEXT_CONTENT_TYPE }),
    status: () =>
      toStatusView(store.snapshot(), { version: build.version, nowMs: clock.now(), startMs, telemetryPath }),
    isAlive: () => clock.now() - scheduler.lastTickMs < LOOP_DEAD_AFTER_MS,
    unpolled: () =>
      store
        .snapshot()
        .windows.flatMap(({ site, window, newestPoll }) => (newestPoll ? [] : [`${site} ${window}`])),
    onError: (error) => log.error('a page could not be made', { error: error.message }),
  });

  const server = await listen(app, flags['web.listen-address']);
  const { address, family, port } = server.address;
  const host = family === 'IPv6' ? `[${address}]` : address;
  log.info('listening', { address: `${host}:${port}`, path: telemetryPath });
  onListening?.(`http://${address === '::' || address === '0.0.0.0' ? 'localhost' : host}:${port}`);

  await scheduler.run(stop);
  await server.close(CLOSE_GRACE_MS);
}

function toStoredWindows({ name, sites, windows, staleAfterMs }: AccountConfig) {
  return sites.flatMap((site) =>
    windows.map(({ label }) => ({ site, window: label, account: name, staleAfterMs })),
  );
}

function readGauges(account: Account | undefined) {
  const { accessMs, refreshMs } = account?.tokens.expiry() ?? {};
  return {
    throttledMs: account?.gate.throttledMs() ?? 0,
    accessTokenExpiryMs: accessMs,
    refreshTokenExpiryMs: refreshMs,
  };
}

interface TaskContext {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** One task per site and window: poll, keep the result, say what changed. */
function createTasks(config: Config, accounts: ReadonlyMap<string, Account>, context: TaskContext): Task[] {
  const { runtime, store, log, redactor } = context;
  const poll = createPoller({ clock: runtime.clock, random: runtime.random, redact: redactor.redact });
  const journal = createJournal(log);

  const toTask = (account: Account, target: Target): Task => {
    const key = { site: target.site, window: target.window.label };
    return {
      name: `${key.site} ${key.window}`,
      intervalMs: target.intervalMs,
      firstDueMs: 0,
      onScheduled: (dueMs) => store.scheduleNext(key, dueMs),
      async run(signal) {
        const result = await poll(account, target, signal);
        store.recordPoll(key, result.record, result.summary);
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
