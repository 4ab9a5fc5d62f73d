import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../webex/outcome.ts';
import { withDaily } from './dailies.ts';
import { createRequestTally, type RequestTally } from './request-tally.ts';
import {
  MAX_RECENT_POLLS,
  type AccountSnapshot,
  type ExporterSnapshot,
  type KeptState,
  type PollRecord,
  type Snapshot,
  type TargetSnapshot,
} from './snapshot.ts';
import { isSameSummary, type Summary } from './summary.ts';
import { keyId, type TargetKey } from './target-key.ts';

/** What is polled, as far as the store needs to know it. */
export interface StoredTarget {
  readonly key: TargetKey;
  readonly intervalMs: number;
  /** Age at which the last good answer is no longer shown. */
  readonly staleAfterMs: number;
  readonly isRequired: boolean;
  /** The figure of which the newest days are kept. Default: none. */
  readonly dailyFigure?: string;
}

/** What an account says of itself at the moment it is asked. */
export type AccountGauges = Omit<AccountSnapshot, 'account' | 'requests' | 'durations'>;

export interface StoredAccount {
  readonly account: string;
  readonly gauges: () => AccountGauges;
}

export interface StoreOptions {
  readonly now: () => number;
  /** Every way a poll can end: each is counted from 0 on. */
  readonly outcomes: readonly Outcome[];
  readonly exporter: ExporterSnapshot;
}

export interface RequestRecord {
  readonly account: string;
  readonly endpoint: string;
  /** HTTP status, or `error` when no answer came. */
  readonly code: string;
  readonly durationMs: number;
}

/** The newest of everything. Pollers write, readers take a snapshot; a target is replaced whole or not at all. */
export interface Store {
  /** A finished poll: with a summary it replaces what is shown, without one the last good summary stays. */
  recordPoll(key: TargetKey, poll: PollRecord, summary?: Summary): void;
  scheduleNext(key: TargetKey, nextPollMs: number): void;
  /** What an earlier run of the program knew; a target that is not configured is ignored. */
  restore(key: TargetKey, restored: Partial<KeptState>): void;
  recordRequest(request: RequestRecord): void;
  /** Other targets and accounts from now on; what is known of those that stay, stays. */
  reconfigure(targets: readonly StoredTarget[], accounts: readonly StoredAccount[]): void;
  /** An attempt to load the configuration anew. */
  readonly recordReload: (isSuccessful: boolean) => void;
  target(key: TargetKey): TargetSnapshot | undefined;
  readonly snapshot: () => Snapshot;
}

interface Entry {
  readonly stored: StoredTarget;
  newest: TargetSnapshot;
}

/** It is empty until it is configured. */
export function createStore({ now, outcomes, exporter: firstExporter }: StoreOptions): Store {
  let exporter = firstExporter;
  let accounts: readonly StoredAccount[] = [];
  let entries = new Map<string, Entry>();
  const tallies = new Map<string, RequestTally>();
  const newestAccounts = new Map<string, AccountSnapshot>();
  /** What readers were given last: the same until something changes, or time overtakes something. */
  let given: { readonly targets: readonly TargetSnapshot[]; readonly untilMs: number } | undefined;

  function reconfigure(targets: readonly StoredTarget[], newAccounts: readonly StoredAccount[]): void {
    const before = entries;
    entries = new Map(
      targets.map((stored) => {
        const { key, intervalMs, isRequired } = stored;
        const known = before.get(keyId(key))?.newest ?? createUnpolled(outcomes);
        return [keyId(key), { stored, newest: { ...known, ...key, intervalMs, isRequired } }];
      }),
    );
    accounts = newAccounts;
    given = undefined;
    for (const { account } of accounts) if (!tallies.has(account)) tallies.set(account, createRequestTally());
  }

  function update(
    key: TargetKey,
    change: (newest: TargetSnapshot, stored: StoredTarget) => Partial<TargetSnapshot>,
  ): void {
    const entry = entries.get(keyId(key));
    if (entry) entry.newest = { ...entry.newest, ...change(entry.newest, entry.stored) };
    given = undefined;
  }

  /** Takes away for good what time has overtaken: an unchanged target stays the same object. */
  function readAt(entry: Entry, nowMs: number): TargetSnapshot {
    const { stored, newest } = entry;
    const isFresh = newest.lastSuccessMs !== undefined && nowMs - newest.lastSuccessMs < stored.staleAfterMs;
    if (newest.summary !== undefined && !isFresh) entry.newest = { ...newest, summary: undefined };
    const { pendingUntilMs } = newest.newestPoll ?? {};
    if (newest.isPending && pendingUntilMs !== undefined && nowMs >= pendingUntilMs)
      entry.newest = { ...entry.newest, isPending: false, failingSinceMs: pendingUntilMs };
    return entry.newest;
  }

  function readTargets(): readonly TargetSnapshot[] {
    const nowMs = now();
    if (given === undefined || nowMs >= given.untilMs) {
      const present = [...entries.values()];
      const targets = present.map((entry) => readAt(entry, nowMs));
      given = { targets, untilMs: present.reduce((ms, entry) => Math.min(ms, overtakenMs(entry)), Infinity) };
    }
    return given.targets;
  }

  /** An unchanged account stays the same object, too. */
  function readAccount({ account, gauges }: StoredAccount): AccountSnapshot {
    const tally = tallies.get(account) ?? createRequestTally();
    const present = { account, requests: tally.counts(), durations: tally.durations(), ...gauges() };
    const known = newestAccounts.get(account);
    if (known && isSameAccount(known, present)) return known;
    newestAccounts.set(account, present);
    return present;
  }

  return {
    recordPoll(key, poll, summary) {
      const { outcome, attemptMs, durationMs, pendingUntilMs } = poll;
      const isPending = pendingUntilMs !== undefined;
      const isGood = outcome === 'success' || isPending;
      update(key, ({ polls, recentPolls, failingSinceMs, ...before }, { dailyFigure }) => ({
        newestPoll: poll,
        isPending,
        recentPolls: [...recentPolls, { outcome, attemptMs, durationMs }].slice(-MAX_RECENT_POLLS),
        failingSinceMs: isGood ? undefined : (failingSinceMs ?? attemptMs),
        polls: new Map(polls).set(outcome, (polls.get(outcome) ?? 0) + 1),
        ...(summary === undefined ? {} : showNew(before, summary, now())),
        ...(summary === undefined ? {} : { dailies: withDaily(before.dailies, summary, dailyFigure) }),
      }));
    },
    scheduleNext(key, nextPollMs) {
      update(key, () => ({ nextPollMs }));
    },
    restore(key, restored) {
      const { newestPoll, lastSuccessMs, lastChangeMs } = restored;
      // A time that lies ahead was kept by a clock that has been set back since; taken as it is, it would never age.
      update(key, () => ({
        ...restored,
        isPending: newestPoll?.pendingUntilMs !== undefined,
        lastSuccessMs: lastSuccessMs && Math.min(lastSuccessMs, now()),
        lastChangeMs: lastChangeMs && Math.min(lastChangeMs, now()),
      }));
    },
    reconfigure,
    recordReload(isSuccessful) {
      exporter = {
        ...exporter,
        lastReloadSuccessful: isSuccessful,
        ...(isSuccessful ? { lastReloadSuccessMs: now() } : {}),
      };
    },
    recordRequest({ account, endpoint, code, durationMs }) {
      tallies.get(account)?.add(endpoint, code, durationMs / 1000);
    },
    target(key) {
      const entry = entries.get(keyId(key));
      return entry && readAt(entry, now());
    },
    snapshot: () => ({
      targets: readTargets(),
      accounts: accounts.map(readAccount),
      exporter,
    }),
  };
}

/** When `readAt` has something else to say; Infinity: not by time alone. */
function overtakenMs({ stored, newest }: Entry): number {
  const { summary, lastSuccessMs = -Infinity, isPending, newestPoll } = newest;
  const staleMs = summary === undefined ? Infinity : lastSuccessMs + stored.staleAfterMs;
  return Math.min(staleMs, isPending ? (newestPoll?.pendingUntilMs ?? Infinity) : Infinity);
}

/** By their tallies' lists, which are made anew with every request. */
function isSameAccount(
  { budget, ...known }: AccountSnapshot,
  { budget: presentBudget, ...present }: AccountSnapshot,
): boolean {
  return hasSameValues(known, present) && hasSameValues({ ...budget }, { ...presentBudget });
}

/** One may lack what the other has. Node's deep comparison takes a twelfth of a usual scrape. */
function hasSameValues(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  for (const name in { ...a, ...b }) if (a[name] !== b[name]) return false;
  return true;
}

/** An answer that says what was shown before is no change, however late it comes. */
function showNew(
  { summary: before, lastChangeMs }: Pick<TargetSnapshot, 'summary' | 'lastChangeMs'>,
  summary: Summary,
  nowMs: number,
): Partial<TargetSnapshot> {
  const isSame = before !== undefined && isSameSummary(before, summary);
  // The object that is known says that nothing has to be rendered anew.
  const shown = isSame && isDeepStrictEqual(before.folded, summary.folded) ? before : summary;
  return { summary: shown, lastSuccessMs: nowMs, lastChangeMs: isSame ? lastChangeMs : nowMs };
}

function createUnpolled(
  outcomes: readonly Outcome[],
): Omit<TargetSnapshot, keyof TargetKey | 'intervalMs' | 'isRequired'> {
  return {
    summary: undefined,
    newestPoll: undefined,
    isPending: false,
    recentPolls: [],
    dailies: [],
    failingSinceMs: undefined,
    lastSuccessMs: undefined,
    lastChangeMs: undefined,
    polls: new Map(outcomes.map((outcome) => [outcome, 0])),
    nextPollMs: undefined,
  };
}
