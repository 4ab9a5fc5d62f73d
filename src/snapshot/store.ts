import type { Outcome } from '../webex/outcome.ts';
import { createRequestTally, type RequestTally } from './request-tally.ts';
import {
  MAX_RECENT_POLLS,
  type Budget,
  type ExporterSnapshot,
  type PollRecord,
  type Snapshot,
  type WindowSnapshot,
} from './snapshot.ts';
import type { Summary } from './summary.ts';

/** Names one window of one site. */
export interface WindowKey {
  readonly site: string;
  /** The window's label, e.g. `7d`. */
  readonly window: string;
}

export interface StoredWindow extends WindowKey {
  readonly account: string;
  /** Age at which the last good answer is no longer shown. */
  readonly staleAfterMs: number;
}

/** What an account says of itself at the moment it is asked. */
export interface AccountGauges {
  readonly throttledMs: number;
  readonly accessTokenExpiryMs?: number | undefined;
  readonly refreshTokenExpiryMs?: number | undefined;
  readonly budget?: Budget | undefined;
}

export interface StoredAccount {
  readonly account: string;
  readonly gauges: () => AccountGauges;
}

export interface StoreOptions {
  readonly now: () => number;
  readonly windows: readonly StoredWindow[];
  readonly accounts: readonly StoredAccount[];
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

/** The part of a window that outlives the process. */
export type RestoredWindow = {
  readonly [
    Field in 'summary' | 'lastSuccessMs' | 'newestPoll' | 'recentPolls' | 'failingSinceMs' | 'nextPollMs'
  ]?: WindowSnapshot[Field] | undefined;
};

/** The newest of everything. Pollers write, readers take a snapshot; a window is replaced whole or not at all. */
export interface Store {
  /** A finished poll: with a summary it replaces what is shown, without one the last good summary stays. */
  recordPoll(key: WindowKey, poll: PollRecord, summary?: Summary): void;
  scheduleNext(key: WindowKey, nextPollMs: number): void;
  /** What an earlier run of the program knew; a window that is not configured is ignored. */
  restore(key: WindowKey, restored: RestoredWindow): void;
  recordRequest(request: RequestRecord): void;
  /** Other windows and accounts from now on; what is known of those that stay, stays. */
  reconfigure(windows: readonly StoredWindow[], accounts: readonly StoredAccount[]): void;
  /** An attempt to load the configuration anew. */
  readonly recordReload: (isSuccessful: boolean) => void;
  window(key: WindowKey): WindowSnapshot | undefined;
  readonly snapshot: () => Snapshot;
}

interface Entry {
  readonly staleAfterMs: number;
  newest: WindowSnapshot;
}

export function createStore(options: StoreOptions): Store {
  const { now, outcomes } = options;
  let { accounts, exporter } = options;
  let entries = new Map<string, Entry>();
  const tallies = new Map<string, RequestTally>();
  reconfigure(options.windows, options.accounts);

  function reconfigure(windows: readonly StoredWindow[], newAccounts: readonly StoredAccount[]): void {
    const before = entries;
    entries = new Map(
      windows.map((window) => {
        const newest = before.get(toId(window))?.newest ?? createUnpolled(window, outcomes);
        const isMoved = newest.account !== window.account;
        const entry = {
          staleAfterMs: window.staleAfterMs,
          newest: isMoved ? { ...newest, account: window.account } : newest,
        };
        return [toId(window), entry];
      }),
    );
    accounts = newAccounts;
    for (const { account } of accounts) if (!tallies.has(account)) tallies.set(account, createRequestTally());
  }

  function update(key: WindowKey, change: (newest: WindowSnapshot) => Partial<WindowSnapshot>): void {
    const entry = entries.get(toId(key));
    if (entry) entry.newest = { ...entry.newest, ...change(entry.newest) };
  }

  /** Drops a summary that has become stale, for good: an unchanged window stays the same object. */
  function withoutStale(entry: Entry): WindowSnapshot {
    const { staleAfterMs, newest } = entry;
    const isFresh = newest.lastSuccessMs !== undefined && now() - newest.lastSuccessMs < staleAfterMs;
    if (newest.summary !== undefined && !isFresh) entry.newest = { ...newest, summary: undefined };
    return entry.newest;
  }

  return {
    recordPoll(key, poll, summary) {
      const { outcome, attemptMs, durationMs } = poll;
      update(key, ({ polls, recentPolls, failingSinceMs }) => ({
        newestPoll: poll,
        recentPolls: [...recentPolls, { outcome, attemptMs, durationMs }].slice(-MAX_RECENT_POLLS),
        failingSinceMs: outcome === 'success' ? undefined : (failingSinceMs ?? attemptMs),
        polls: new Map(polls).set(outcome, (polls.get(outcome) ?? 0) + 1),
        ...(summary === undefined ? {} : { summary, lastSuccessMs: now() }),
      }));
    },
    scheduleNext(key, nextPollMs) {
      update(key, () => ({ nextPollMs }));
    },
    restore(key, restored) {
      // A time that lies ahead was kept by a clock that has been set back since; taken as it is, it would never age.
      const lastSuccessMs = restored.lastSuccessMs && Math.min(restored.lastSuccessMs, now());
      update(key, () => ({ ...restored, recentPolls: restored.recentPolls ?? [], lastSuccessMs }));
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
    window(key) {
      const entry = entries.get(toId(key));
      return entry && withoutStale(entry);
    },
    snapshot: () => ({
      windows: [...entries.values()].map(withoutStale),
      accounts: accounts.map(({ account, gauges }) => {
        const tally = tallies.get(account);
        return { account, requests: tally?.counts() ?? [], durations: tally?.durations() ?? [], ...gauges() };
      }),
      exporter,
    }),
  };
}

function toId({ site, window }: WindowKey): string {
  return `${site} ${window}`;
}

function createUnpolled(
  { site, window, account }: StoredWindow,
  outcomes: readonly Outcome[],
): WindowSnapshot {
  return {
    site,
    window,
    account,
    summary: undefined,
    newestPoll: undefined,
    recentPolls: [],
    failingSinceMs: undefined,
    lastSuccessMs: undefined,
    polls: new Map(outcomes.map((outcome) => [outcome, 0])),
    nextPollMs: undefined,
  };
}
