import { describe, expect, it } from 'vitest';
import type { PollRecord } from '../../../src/snapshot/snapshot.ts';
import { createStore, type AccountGauges, type Store } from '../../../src/snapshot/store.ts';
import { summarize, type Summary } from '../../../src/snapshot/summary.ts';
import { OUTCOMES, type Outcome } from '../../../src/webex/outcome.ts';
import { createAnswer, named } from '../../support/summary-answers.ts';
import { HOUR_MS } from '../../support/time.ts';

const startMs = Date.UTC(2026, 10, 23, 12);
const week = { site: 'acme.webex.com', window: '7d' };
const day = { site: 'acme.webex.com', window: '1d' };
const otherWeek = { site: 'acme-eu.webex.com', window: '7d' };

function createTestStore(): {
  store: Store;
  pass: (ms: number) => void;
  setGauges: (to: AccountGauges) => void;
} {
  let nowMs = startMs;
  let gauges: AccountGauges = { throttledMs: 0 };
  const store = createStore({
    now: () => nowMs,
    windows: [week, day, otherWeek].map((key) => ({
      ...key,
      account: 'default',
      staleAfterMs: 48 * HOUR_MS,
    })),
    accounts: [{ account: 'default', gauges: () => gauges }],
    outcomes: OUTCOMES,
    exporter: {
      version: '1.2.3',
      revision: 'abc',
      nodeVersion: 'v20',
      shard: 0,
      shards: 1,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: startMs,
    },
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
  return summarize(createAnswer({ figures: { totalMeetings }, participantsByRoles: roles }), {
    maxLabelValues: 300,
  });
}

describe('a store', () => {
  it('begins with each window, never polled, all its outcomes at 0', () => {
    const { windows, accounts } = createTestStore().store.snapshot();
    expect(windows.map(({ site, window }) => `${site} ${window}`)).toEqual([
      'acme.webex.com 7d',
      'acme.webex.com 1d',
      'acme-eu.webex.com 7d',
    ]);
    for (const { summary, newestPoll, lastSuccessMs, nextPollMs, polls } of windows) {
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
    expect(store.window(week)).toMatchObject({ summary: second, lastSuccessMs: startMs + HOUR_MS });
    expect(store.window(day)?.newestPoll).toBeUndefined();
    expect(store.window(otherWeek)?.newestPoll).toBeUndefined();
  });

  it('keeps the last good answer and its instant when a poll fails', () => {
    const { store, pass } = createTestStore();
    const good = summaryOf(1);
    store.recordPoll(week, poll('success'), good);
    pass(HOUR_MS);
    store.recordPoll(week, poll('server_error'));
    expect(store.window(week)).toMatchObject({
      summary: good,
      lastSuccessMs: startMs,
      newestPoll: poll('server_error'),
    });
  });

  it('shows an answer until it is stale, the row of its poll for ever', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    pass(48 * HOUR_MS - 1);
    expect(store.window(week)?.summary).toBeDefined();
    pass(1);
    expect(store.window(week)?.summary).toBeUndefined();
    expect(store.snapshot().windows[0]).toMatchObject({
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
    expect(store.window(week)?.summary?.figures.totalMeetings).toBe(2);
  });

  it('goes on showing an answer when the clock is set back', () => {
    const { store, pass } = createTestStore();
    store.recordPoll(week, poll('success'), summaryOf(1));
    pass(-1000 * HOUR_MS);
    expect(store.window(week)?.summary).toBeDefined();
  });

  it('counts polls by how they ended', () => {
    const { store } = createTestStore();
    const ended: Outcome[] = ['success', 'timeout', 'success', 'network'];
    for (const outcome of ended) store.recordPoll(week, poll(outcome));
    const polls = store.window(week)?.polls ?? new Map<Outcome, number>();
    expect([...polls].filter(([, count]) => count > 0)).toEqual([
      ['success', 2],
      ['timeout', 1],
      ['network', 1],
    ]);
    expect(store.window(day)?.polls.get('success')).toBe(0);
  });

  it('remembers the last 30 polls, newest last, without their words', () => {
    const { store } = createTestStore();
    for (let number = 0; number < 35; number++) {
      store.recordPoll(week, { ...poll(number === 34 ? 'timeout' : 'success'), attemptMs: startMs + number });
    }
    const recentPolls = store.window(week)?.recentPolls ?? [];
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
      expect(store.window(week)?.failingSinceMs).toBe(failingSinceMs);
    }
  });

  it('takes up the history of an earlier run', () => {
    const { store } = createTestStore();
    const recentPolls = [{ outcome: 'timeout' as const, attemptMs: startMs - HOUR_MS, durationMs: 5 }];
    store.restore(week, { newestPoll: poll('timeout'), recentPolls, failingSinceMs: startMs - HOUR_MS });
    store.restore(day, { newestPoll: poll('timeout') });
    store.recordPoll(week, poll('timeout'));
    expect(store.window(week)).toMatchObject({ failingSinceMs: startMs - HOUR_MS });
    expect(store.window(week)?.recentPolls).toHaveLength(2);
    expect(store.window(day)?.recentPolls).toEqual([]);
  });

  it('knows when the next poll is due', () => {
    const { store } = createTestStore();
    store.scheduleNext(week, startMs + HOUR_MS);
    expect(store.window(week)?.nextPollMs).toBe(startMs + HOUR_MS);
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

  it('ignores what it was not made for', () => {
    const { store } = createTestStore();
    const before = structuredClone(store.snapshot());
    const unknown = { site: 'other.webex.com', window: '7d' };
    store.recordPoll(unknown, poll('success'), summaryOf(1));
    store.scheduleNext(unknown, 1);
    store.recordRequest({ account: 'other', endpoint: 'aggregates', code: '200', durationMs: 1 });
    expect(store.window(unknown)).toBeUndefined();
    expect(store.snapshot()).toEqual(before);
  });
});
