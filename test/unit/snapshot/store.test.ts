import { describe, expect, it } from 'vitest';
import type { PollRecord } from '../../../src/snapshot/snapshot.ts';
import type { AccountGauges, Store } from '../../../src/snapshot/store.ts';
import { summarise, type Summary } from '../../../src/snapshot/summary.ts';
import { OUTCOMES, type Outcome } from '../../../src/webex/outcome.ts';
import { exporterFacts } from '../../support/exporter-facts.ts';
import { createAnswer, named } from '../../support/summary-answers.ts';
import { createFilledStore, storedTarget, windowKey } from '../../support/targets.ts';
import { HOUR_MS } from '../../support/time.ts';

const startMs = Date.UTC(2026, 10, 23, 12);
const week = windowKey('acme.webex.com', '7d');
const day = windowKey('acme.webex.com', '1d');
const otherWeek = windowKey('acme-eu.webex.com', '7d');

function createTestStore(): {
  store: Store;
  pass: (ms: number) => void;
  setGauges: (to: AccountGauges) => void;
} {
  let nowMs = startMs;
  let gauges: AccountGauges = { throttledMs: 0 };
  const store = createFilledStore({
    now: () => nowMs,
    targets: [week, day, otherWeek].map((key) => storedTarget(key)),
    accounts: [{ account: 'default', gauges: () => gauges }],
    outcomes: OUTCOMES,
    exporter: exporterFacts(startMs),
  });
  return {
    store,
    pass: (ms) => {
      nowMs += ms;
    },
    setGauges: (to) => {
      gauges = to;
    },
  };
}

function poll(outcome: Outcome): PollRecord {
  const problem = outcome === 'success' ? undefined : 'it failed';
  return { outcome, attemptMs: startMs, durationMs: 5, problem };
}

function summaryOf(totalMeetings: number, roles = named(1)): Summary {
  return summarise(createAnswer({ figures: { totalMeetings }, participantsByRoles: roles }), 300, String);
}

describe('a store', () => {
  it('begins with each window, never polled, all its outcomes at 0', () => {
    const { targets, accounts } = createTestStore().store.snapshot();
    expect(targets.map(({ site, window }) => `${site} ${window}`)).toEqual([
      'acme.webex.com 7d',
      'acme.webex.com 1d',
      'acme-eu.webex.com 7d',
    ]);
    for (const { summary, newestPoll, lastSuccessMs, nextPollMs, polls } of targets) {
      expect([summary, newestPoll, lastSuccessMs, nextPollMs]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect([...polls]).toEqual(OUTCOMES.map((outcome) => [outcome, 0]));
    }
    expect(accounts).toEqual([{ account: 'default', requests: [], durations: [], throttledMs: 0 }]);
  });

  it('replaces a window whole and leaves the others alone', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1, named(1, 2, 3)));
    const second = summaryOf(2, named(9));
    pass(HOUR_MS);
    store.recordPoll(week, poll('success'), second);
    expect(store.target(week)).toMatchObject({ summary: second, lastSuccessMs: startMs + HOUR_MS });
    expect(store.target(day)?.newestPoll).toBeUndefined();
    expect(store.target(otherWeek)?.newestPoll).toBeUndefined();
  });

  it('keeps the last good answer and its instant when a poll fails', () => {
    const { store, pass } = createTestStore();
    const good = summaryOf(1);
    store.recordPoll(week, poll('success'), good);
    pass(HOUR_MS);
    store.recordPoll(week, poll('server_error'));
    expect(store.target(week)).toMatchObject({
      summary: good,
      lastSuccessMs: startMs,
      newestPoll: poll('server_error'),
    });
  });

  it('shows an answer until it is stale, the row of its poll for ever', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    pass(48 * HOUR_MS - 1);
    expect(store.target(week)?.summary).toBeDefined();
    pass(1);
    expect(store.target(week)?.summary).toBeUndefined();
    expect(store.snapshot().targets[0]).toMatchObject({
      summary: undefined,
      lastSuccessMs: startMs,
      newestPoll: poll('success'),
    });
  });

  it('shows an answer again once a new one has come', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    pass(100 * HOUR_MS);
    store.recordPoll(week, poll('success'), summaryOf(2));
    expect(store.target(week)?.summary?.figures.totalMeetings).toBe(2);
  });

  it('goes on showing an answer when the clock is set back', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    pass(-1000 * HOUR_MS);
    expect(store.target(week)?.summary).toBeDefined();
  });

  it('counts polls by how they ended', () => {
    const { store } = createTestStore();
    const ended: Outcome[] = ['success', 'timeout', 'success', 'network'];
    for (const outcome of ended) store.recordPoll(week, poll(outcome));
    const polls = store.target(week)?.polls ?? new Map<Outcome, number>();
    expect([...polls].filter(([, count]) => count > 0)).toEqual([
      ['success', 2],
      ['timeout', 1],
      ['network', 1],
    ]);
    expect(store.target(day)?.polls.get('success')).toBe(0);
  });

  it('remembers the last 30 polls, newest last, without their words', () => {
    const { store } = createTestStore();
    for (let number = 0; number < 35; number++) {
      store.recordPoll(week, { ...poll(number === 34 ? 'timeout' : 'success'), attemptMs: startMs + number });
    }
    const recentPolls = store.target(week)?.recentPolls ?? [];
    expect(recentPolls).toHaveLength(30);
    expect(recentPolls[0]).toEqual({ outcome: 'success', attemptMs: startMs + 5, durationMs: 5 });
    expect(recentPolls.at(-1)).toEqual({ outcome: 'timeout', attemptMs: startMs + 34, durationMs: 5 });
  });

  it('knows since when polls fail, whatever their outcomes', () => {
    const { store } = createTestStore();
    const ended: [Outcome, number | undefined][] = [
      ['success', undefined],
      ['timeout', startMs + 1],
      ['network', startMs + 1],
      ['success', undefined],
      ['network', startMs + 4],
    ];
    for (const [number, [outcome, failingSinceMs]] of ended.entries()) {
      store.recordPoll(week, { ...poll(outcome), attemptMs: startMs + number });
      expect(store.target(week)?.failingSinceMs).toBe(failingSinceMs);
    }
  });

  it('takes figures that need not be there yet for no failure, until they are late', () => {
    const { store, pass } = createTestStore();
    const pendingUntilMs = startMs + 2 * HOUR_MS;
    store.recordPoll(week, poll('timeout'));
    store.recordPoll(week, { ...poll('no_data'), pendingUntilMs });
    expect(store.target(week)).toMatchObject({ isPending: true, failingSinceMs: undefined });
    pass(2 * HOUR_MS - 1);
    const before = store.target(week);
    expect(store.target(week)).toBe(before);
    expect(before?.isPending).toBe(true);
    pass(1);
    expect(store.target(week)).toMatchObject({ isPending: false, failingSinceMs: pendingUntilMs });
    store.recordPoll(week, poll('no_data'));
    expect(store.target(week)).toMatchObject({ isPending: false, failingSinceMs: pendingUntilMs });
    store.recordPoll(week, poll('success'), summaryOf(1));
    expect(store.target(week)).toMatchObject({ isPending: false, failingSinceMs: undefined });
  });

  it('goes on waiting for Webex after a restart, and no longer than before it', () => {
    const { store, pass } = createTestStore();
    store.restore(week, { newestPoll: { ...poll('no_data'), pendingUntilMs: startMs + 1 } });
    store.restore(day, { newestPoll: { ...poll('no_data'), pendingUntilMs: startMs } });
    expect([store.target(week)?.isPending, store.target(day)?.isPending]).toEqual([true, false]);
    pass(1);
    expect(store.target(week)?.isPending).toBe(false);
  });

  it('keeps the very answer while the next ones say the same', () => {
    const { store } = createTestStore();
    const first = summaryOf(1, named(1, 2));
    store.recordPoll(week, poll('success'), first);
    store.recordPoll(week, poll('success'), summaryOf(1, named(1, 2).toReversed()));
    expect(store.target(week)?.summary).toBe(first);
    const folded = { ...summaryOf(1, named(1, 2)), folded: { role: 3 } };
    store.recordPoll(week, poll('success'), folded);
    expect(store.target(week)?.summary).toBe(folded);
    expect(store.target(week)?.lastChangeMs).toBe(startMs);
  });

  it('knows when what is shown last became something else', () => {
    const { store, pass } = createTestStore();
    const changes: (number | undefined)[] = [];
    const record = (summary?: Summary): void => {
      store.recordPoll(week, poll(summary ? 'success' : 'timeout'), summary);
      const { lastChangeMs } = store.target(week) ?? {};
      changes.push(lastChangeMs === undefined ? undefined : lastChangeMs - startMs);
      pass(HOUR_MS);
    };
    record();
    record(summaryOf(1, named(1, 2)));
    record();
    // The same in another order is the same.
    record(summaryOf(1, named(1, 2).toReversed()));
    record(summaryOf(1, named(1, 3)));
    record({ ...summaryOf(1, named(1, 3)), startMs: startMs - HOUR_MS });
    expect(changes.map((ms) => ms && ms / HOUR_MS)).toEqual([undefined, 1, 1, 1, 4, 5]);
  });

  it('keeps the instant of the last change over a restart, unless it lies ahead', () => {
    const { store } = createTestStore();
    const kept = { summary: summaryOf(1), lastSuccessMs: startMs, lastChangeMs: startMs - HOUR_MS };
    store.restore(week, kept);
    store.restore(day, { ...kept, lastChangeMs: startMs + HOUR_MS });
    store.recordPoll(week, poll('success'), summaryOf(1));
    expect(store.target(week)?.lastChangeMs).toBe(startMs - HOUR_MS);
    expect(store.target(day)?.lastChangeMs).toBe(startMs);
  });

  it('lets a site go on where it was when it moves to another account', () => {
    const { store } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(7));
    store.reconfigure([storedTarget({ ...week, account: 'emea' }, { intervalMs: 1 })], []);
    expect(store.target({ ...week, account: 'emea' })).toMatchObject({
      account: 'emea',
      intervalMs: 1,
      summary: { figures: { totalMeetings: 7 } },
    });
  });

  it('takes up the history of an earlier run', () => {
    const { store } = createTestStore();
    const recentPolls = [{ outcome: 'timeout' as const, attemptMs: startMs - HOUR_MS, durationMs: 5 }];
    store.restore(week, { newestPoll: poll('timeout'), recentPolls, failingSinceMs: startMs - HOUR_MS });
    store.restore(day, { newestPoll: poll('timeout') });
    store.recordPoll(week, poll('timeout'));
    expect(store.target(week)).toMatchObject({ failingSinceMs: startMs - HOUR_MS });
    expect(store.target(week)?.recentPolls).toHaveLength(2);
    expect(store.target(day)?.recentPolls).toEqual([]);
    expect(store.target(day)).toMatchObject({ lastSuccessMs: undefined, lastChangeMs: undefined });
  });

  it('knows when the next poll is due', () => {
    const { store } = createTestStore();
    store.scheduleNext(week, startMs + HOUR_MS);
    expect(store.target(week)?.nextPollMs).toBe(startMs + HOUR_MS);
  });

  it('gives a snapshot that later polls do not change', () => {
    const { store } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    const before = store.snapshot();
    const copy = structuredClone(before);
    store.recordPoll(week, poll('timeout'));
    store.recordPoll(week, poll('success'), summaryOf(2));
    store.recordRequest({ account: 'default', endpoint: 'aggregates', code: '200', durationMs: 1 });
    store.scheduleNext(week, 1);
    expect(before).toEqual(copy);
  });

  it('counts requests in seconds under their account, and asks the account for the rest', () => {
    const { store, setGauges } = createTestStore();
    store.recordRequest({ account: 'default', endpoint: 'aggregates', code: '200', durationMs: 1500 });
    setGauges({ throttledMs: 7, accessTokenExpiryMs: 8 });
    expect(store.snapshot().accounts).toMatchObject([
      {
        account: 'default',
        requests: [{ endpoint: 'aggregates', code: '200', count: 1 }],
        durations: [{ endpoint: 'aggregates', count: 1, sumSeconds: 1.5 }],
        throttledMs: 7,
        accessTokenExpiryMs: 8,
      },
    ]);
  });

  it('gives the same account while it says the same, and another as soon as anything of it is another', () => {
    const { store, setGauges } = createTestStore();
    const budget = { requestsPerMinute: 60, left: 60, pausedUntilMs: -Infinity };
    const states: readonly AccountGauges[] = [
      { throttledMs: 0 },
      { throttledMs: 1 },
      { throttledMs: 1, accessTokenExpiryMs: 5 },
      { throttledMs: 1 },
      { throttledMs: 1, budget },
      { throttledMs: 1, budget: { ...budget, left: 59 } },
      { throttledMs: 1, budget: { ...budget, pausedUntilMs: 9 } },
      { throttledMs: 1 },
    ];
    let before: unknown;
    for (const state of states) {
      setGauges(structuredClone(state));
      const [account] = store.snapshot().accounts;
      expect(account).not.toBe(before);
      expect(account).toEqual({ account: 'default', requests: [], durations: [], ...state });
      setGauges(structuredClone(state));
      expect(store.snapshot().accounts[0]).toBe(account);
      before = account;
    }
  });

  it('ignores what it was not made for', () => {
    const { store } = createTestStore();
    const before = structuredClone(store.snapshot());
    const unknown = windowKey('other.webex.com', '7d');
    store.recordPoll(unknown, poll('success'), summaryOf(1));
    store.scheduleNext(unknown, 1);
    store.recordRequest({ account: 'other', endpoint: 'aggregates', code: '200', durationMs: 1 });
    expect(store.target(unknown)).toBeUndefined();
    expect(store.snapshot()).toEqual(before);
  });
});
