import { describe, expect, it } from 'vitest';
import type { AccountGauges, Store } from '../../../src/snapshot/store.ts';
import { summarise } from '../../../src/snapshot/summary.ts';
import { toProblem } from '../../../src/status/problems.ts';
import {
  countRequests,
  daysOf,
  freshMsOf,
  isTokenRefused,
  stateOf,
  toSites,
} from '../../../src/status/state.ts';
import type { Advise } from '../../../src/status/view.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { exporterFacts } from '../../support/exporter-facts.ts';
import { createAnswer } from '../../support/summary-answers.ts';
import { createFilledStore, storedTarget, windowKey } from '../../support/targets.ts';

const nowMs = Date.UTC(2026, 10, 23, 12);
const week = windowKey('acme.webex.com', '7d');
const day = windowKey('acme.webex.com', '1d');
const other = windowKey('beta.webex.com', '7d');
const wholeAccount = { collector: 'present', account: 'default' };
const advise: Advise = (collector, outcome) => `${collector}: mend ${outcome}`;

function createTestStore(gauges: AccountGauges = { throttledMs: 0 }): Store {
  return createFilledStore({
    now: () => nowMs,
    targets: [week, other, wholeAccount, day].map((key) => storedTarget(key)),
    accounts: [{ account: 'default', gauges: () => gauges }],
    outcomes: OUTCOMES,
    exporter: { ...exporterFacts(5), lastReloadSuccessful: false },
  });
}

function targetOf(store: Store, key = week) {
  const target = store.target(key);
  if (target === undefined) throw new Error('there is no such target');
  return target;
}

describe('the sites of a snapshot', () => {
  it('have their windows together, in the order of the configuration; what has no window is none of them', () => {
    const sites = toSites(createTestStore().snapshot());
    expect(
      sites.map(({ site, account, windows }) => [site, account, windows.map(({ window }) => window)]),
    ).toEqual([
      ['acme.webex.com', 'default', ['7d', '1d']],
      ['beta.webex.com', 'default', ['7d']],
    ]);
  });
});

describe('a window', () => {
  it('shows the days of its figures, both included, and when they arrived', () => {
    const store = createTestStore();
    store.recordPoll(
      week,
      { outcome: 'success', attemptMs: nowMs - 9, durationMs: 9 },
      summarise(createAnswer({}), 9, String),
    );
    expect(daysOf(targetOf(store))).toEqual({ firstDay: '2026-11-16', lastDay: '2026-11-22' });
    expect(freshMsOf(targetOf(store))).toBe(nowMs);
    expect(toProblem(targetOf(store), advise)).toBeUndefined();
  });

  it('says what is wrong, since when, and what to do', () => {
    const store = createTestStore();
    const failed = { outcome: 'not_found' as const, durationMs: 9, problem: 'HTTP 404', trackingId: 'T_1' };
    store.recordPoll(week, { ...failed, attemptMs: nowMs - 90 });
    store.recordPoll(week, { ...failed, attemptMs: nowMs - 9 });
    expect(freshMsOf(targetOf(store))).toBeUndefined();
    expect(toProblem(targetOf(store), advise)).toEqual({
      outcome: 'not_found',
      windows: ['7d'],
      message: 'HTTP 404',
      advice: 'meetings: mend not_found',
      sinceMs: nowMs - 90,
      trackingId: 'T_1',
    });
  });

  it('says of a failure that an older version kept that it stands since its own poll', () => {
    const store = createTestStore();
    store.restore(week, { newestPoll: { outcome: 'timeout', attemptMs: 77, durationMs: 9 } });
    expect(toProblem(targetOf(store), advise)).toMatchObject({ message: '', sinceMs: 77 });
  });

  it('waits before the first poll, is pending before figures are due, and else is as its newest poll ended', () => {
    const store = createTestStore();
    const poll = { attemptMs: nowMs, durationMs: 9 };
    expect(stateOf(targetOf(store))).toBe('waiting');
    store.recordPoll(week, { ...poll, outcome: 'no_data', pendingUntilMs: nowMs + 1 });
    expect(stateOf(targetOf(store))).toBe('pending');
    store.recordPoll(week, { ...poll, outcome: 'no_data' });
    expect(stateOf(targetOf(store))).toBe('no_data');
  });
});

describe('an account', () => {
  it('counts requests and those without a 2xx answer', () => {
    const store = createTestStore();
    for (const code of ['200', '202', '429', 'error']) {
      store.recordRequest({ account: 'default', endpoint: 'aggregates', code, durationMs: 1 });
    }
    expect(store.snapshot().accounts.map(countRequests)).toEqual([{ all: 4, failed: 2 }]);
  });

  it('has a refused token as long as a newest poll says so', () => {
    const store = createTestStore();
    const isRefused = (): boolean[] =>
      store.snapshot().accounts.map((account) => isTokenRefused(account, store.snapshot()));
    expect(isRefused()).toEqual([false]);
    store.recordPoll(week, { outcome: 'unauthorized', attemptMs: nowMs, durationMs: 9, problem: 'no' });
    expect(isRefused()).toEqual([true]);
  });
});
