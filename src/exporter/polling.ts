import type { AccountConfig } from '../config/account.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Account } from '../poll/account.ts';
import { createJournal } from '../poll/journal.ts';
import { createPoller } from '../poll/poller.ts';
import { createScheduler } from '../poll/scheduler.ts';
import type { Target } from '../poll/target.ts';
import type { Runtime } from '../runtime.ts';
import { Secret, type Redactor } from '../secret.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { createStore, type AccountGauges } from '../snapshot/store.ts';
import { describeKey } from '../snapshot/target-key.ts';
import { prepareStateDirectory } from '../state/directory.ts';
import { keepPresence } from '../state/presence.ts';
import { createPaces } from '../state/paces.ts';
import { createTurns } from '../turns.ts';
import { OUTCOMES } from '../webex/outcome.ts';
import { createAccount, type ConnectedAccount } from './account.ts';
import { adviceOf, toTargets } from './collectors.ts';
import { createDiscoveredSites } from './discovered-sites.ts';
import { createTasks, refusedTasks, requestedTasks, type PollRequest } from './poll-tasks.ts';

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
  /** The configuration that counts now. */
  readonly config: () => Config;
  /**
   * Takes over another configuration: sites come, go and change, and those that stay keep figures, schedule and budget.
   * Its state directory, shard and push are those of the start.
   */
  readonly apply: (config: Config) => Promise<void>;
  readonly recordReload: (isSuccessful: boolean) => void;
  /** Makes polls due now, within the budget; how many there are. What is being polled is left alone. */
  readonly pollNow: (request: PollRequest) => number;
  /** What must still be given, found or polled for the first time. */
  readonly waitingFor: () => string[];
  readonly isAlive: () => boolean;
  /** Polls until the runtime's `stop` aborts, then saves what is known. */
  readonly run: () => Promise<void>;
}

export async function createPolling(options: PollingOptions): Promise<Polling> {
  const { config: firstConfig, runtime, log, redactor, startMs } = options;
  const { clock, stateFiles: files, stop } = runtime;
  const { stateDir, shard } = firstConfig;
  const largeBodies = createTurns();
  const state = stateDir === undefined ? undefined : { directory: stateDir, files, log };
  if (state) await prepareStateDirectory(state, startMs);
  let accounts: ReadonlyMap<string, ConfiguredAccount> = new Map();
  let config: Config = { ...firstConfig, accounts: [] };
  const store = createStore({
    now: clock.now,
    outcomes: OUTCOMES,
    exporter: {
      ...runtime.build,
      shard: shard.index,
      shards: shard.count,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: startMs,
    },
  });
  // The forms of its files are milliseconds of a start, and needed only where there are some.
  const keeper = state && (await import('./kept-state.ts')).createKeptState(state, store, redactor.redact);
  const paceOf = createPaces(clock, stop, state);
  const poll = createPoller({ clock, random: runtime.random, redact: redactor.redact });
  const journal = createJournal(log, adviceOf);
  const scheduler = createScheduler(clock, log);

  async function connect(
    settings: AccountConfig,
    before: ConnectedAccount | undefined,
  ): Promise<ConnectedAccount> {
    const { name } = settings;
    const hasten = (most: number): void =>
      scheduler.hasten(new Set(refusedTasks(store.snapshot(), name).slice(0, most)));
    return createAccount(settings, {
      runtime,
      log,
      redactor,
      stateDir,
      largeBodies,
      pace: await paceOf(name),
      gate: before?.gate,
      observe: (seen) => store.recordRequest({ account: name, ...seen }),
      onRetry: () => hasten(1),
      onResume() {
        journal.forgetFailures(name);
        hasten(Infinity);
      },
    });
  }

  let wanted = firstConfig;
  const applying = createTurns();
  const discovered = createDiscoveredSites({ runtime, shard, log, onChange: () => apply(wanted) });

  /** One after the other: a reload and a discovery may come together. */
  function apply(newConfig: Config): Promise<void> {
    wanted = newConfig;
    return applying.run(() => takeOver({ ...newConfig, accounts: discovered.extend(newConfig.accounts) }));
  }

  async function takeOver(newConfig: Config): Promise<void> {
    const present = accounts;
    const next = new Map<string, ConfiguredAccount>();
    for (const settings of newConfig.accounts) {
      const known = present.get(settings.name);
      const isSame = known && describeConnection(known.settings) === describeConnection(settings);
      const account = isSame ? known.account : await connect(settings, known?.account);
      next.set(settings.name, { account, settings, targets: toTargets(settings) });
    }
    const targets = [...next.values()].flatMap((account) => account.targets);
    const added = targets.filter(({ key }) => store.target(key) === undefined);
    accounts = next;
    config = newConfig;
    store.reconfigure(
      targets,
      Array.from(next, ([name, { account, settings }]) => ({
        account: name,
        gauges: () => readGauges(account, settings.requestsPerMinute),
      })),
    );
    await keeper?.restore(added);
    const context = { poll, store, keeper, journal, nowMs: clock.now() };
    scheduler.replaceTasks(
      [...next.values()].flatMap(({ account, settings, targets: own }) => [
        ...(settings.discover ? [discovered.createTask(settings, account.api)] : []),
        ...createTasks(own, { account, ...context }),
      ]),
    );
    for (const [name, { account }] of present) {
      // A replaced account that was refused goes on at once with what replaced it.
      if (next.get(name)?.account !== account) account.suspension.end();
    }
  }

  await apply(firstConfig);
  return {
    snapshot: store.snapshot,
    config: () => config,
    apply(newConfig) {
      journal.forgetFailures();
      return apply(newConfig);
    },
    recordReload: store.recordReload,
    pollNow(request) {
      const names = new Set(requestedTasks(store.snapshot(), request));
      scheduler.hasten(names);
      return names.size;
    },
    waitingFor: () => [
      ...Array.from(accounts.values()).flatMap(({ account: { name, tokens } }) =>
        tokens.isMissing() ? [`tokens of account ${name}: run \`webex-exporter login\``] : [],
      ),
      ...discovered.missing(config.accounts),
      ...store
        .snapshot()
        .targets.filter(({ isRequired, newestPoll }) => isRequired && newestPoll === undefined)
        .map(describeKey),
    ],
    isAlive: () => clock.now() - scheduler.lastTickMs < LOOP_DEAD_AFTER_MS,
    async run() {
      const presence = state && keepPresence(state, clock, stop);
      await scheduler.run(stop);
      const kept = Promise.all([keeper?.flush(), presence]);
      if (keeper) await Promise.race([kept, clock.sleep(FLUSH_GRACE_MS)]);
    },
  };
}

interface ConfiguredAccount {
  readonly account: ConnectedAccount;
  readonly settings: AccountConfig;
  readonly targets: readonly Target[];
}

/** What an account reaches Webex by: where it is the same as before, token and region stay with it, as its budget does anyway. */
function describeConnection(settings: AccountConfig): string {
  const { credentials, analyticsUrl, apiUrl, pollTimeoutMs, pollConcurrency, requestsPerMinute } = settings;
  const secrets = Object.values(credentials).map((value) =>
    value instanceof Secret ? value.reveal() : value,
  );
  return JSON.stringify([secrets, analyticsUrl, apiUrl, pollTimeoutMs, pollConcurrency, requestsPerMinute]);
}

function readGauges({ gate, tokens }: Account, requestsPerMinute: number): AccountGauges {
  const { accessMs, refreshMs } = tokens.expiry();
  return {
    throttledMs: gate.throttledMs(),
    accessTokenExpiryMs: accessMs,
    refreshTokenExpiryMs: refreshMs,
    budget: { requestsPerMinute, left: gate.budgetLeft(), pausedUntilMs: gate.pausedUntilMs },
  };
}
