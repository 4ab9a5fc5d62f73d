import { describe, expect, it } from 'vitest';
import { toStatusView } from '../../../src/status/to-status-view.ts';
import { createStore, type AccountGauges, type Store } from '../../../src/snapshot/store.ts';
import { summarize } from '../../../src/snapshot/summary.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { createAnswer } from '../../support/summary-answers.ts';

const nowMs = Date.UTC(2026, 10, 23, 12);
const week = { site: 'acme.webex.com', window: '7d' };
const day = { site: 'acme.webex.com', window: '1d' };
const other = { site: 'beta.webex.com', window: '7d' };

function createTestStore(gauges: AccountGauges = { throttledMs: 0 }): Store {
  return createStore({
    now: () => nowMs,
    windows: [week, other, day].map((key) => ({ ...key, account: 'default', staleAfterMs: 1000 })),
    accounts: [{ account: 'default', gauges: () => gauges }],
    outcomes: OUTCOMES,
    exporter: {
      version: '1.2.3',
      revision: 'abc',
      nodeVersion: 'v20',
      shard: 0,
      shards: 1,
      lastReloadSuccessful: false,
      lastReloadSuccessMs: 5,
    },
  });
}

function view(store: Store): ReturnType<typeof toStatusView> {
  return toStatusView(store.snapshot(), {
    nowMs,
    startMs: 0,
    telemetryPath: '/metrics',
    configuration: '{}',
    shard: { index: 0, count: 1 },
    foreignSites: [],
  });
}

describe('the view of a snapshot', () => {
  it('puts the windows of a site together, in the order of the configuration', () => {
    const { sites } = view(createTestStore());
    expect(
      sites.map(({ site, account, windows }) => [site, account, windows.map(({ window }) => window)]),
    ).toEqual([
      ['acme.webex.com', 'default', ['7d', '1d']],
      ['beta.webex.com', 'default', ['7d']],
    ]);
  });

  it('shows the days of the figures, both included, and when they arrived', () => {
    const store = createTestStore();
    const answer = { ...createAnswer({}), startMs: Date.UTC(2026, 10, 16), endMs: Date.UTC(2026, 10, 23) };
    store.recordPoll(
      week,
      { outcome: 'success', attemptMs: nowMs - 9, durationMs: 9 },
      summarize(answer, { maxLabelValues: 9 }),
    );
    expect(view(store).sites[0]?.windows[0]).toMatchObject({
      firstDay: '2026-11-16',
      lastDay: '2026-11-22',
      freshMs: nowMs,
      lastAttemptMs: nowMs - 9,
      outcome: 'success',
      problem: undefined,
      recentPolls: [{ outcome: 'success', attemptMs: nowMs - 9, durationMs: 9 }],
    });
  });

  it('says what is wrong, since when, and what to do', () => {
    const store = createTestStore();
    const failed = { outcome: 'not_found' as const, durationMs: 9, problem: 'HTTP 404', trackingId: 'T_1' };
    store.recordPoll(week, { ...failed, attemptMs: nowMs - 90 });
    store.recordPoll(week, { ...failed, attemptMs: nowMs - 9 });
    expect(view(store).sites[0]?.windows[0]).toMatchObject({
      freshMs: undefined,
      problem: {
        message: 'HTTP 404',
        advice: 'Webex does not know this site; check its name',
        sinceMs: nowMs - 90,
        trackingId: 'T_1',
      },
    });
  });

  it('says of a failure that an older version kept that it stands since its own poll', () => {
    const store = createTestStore();
    store.restore(week, { newestPoll: { outcome: 'timeout', attemptMs: 77, durationMs: 9 } });
    expect(view(store).sites[0]?.windows[0]?.problem).toMatchObject({ message: '', sinceMs: 77 });
  });

  it('counts requests and those without a 2xx answer, and passes the budget on', () => {
    const budget = { requestsPerMinute: 60, left: 9, pausedUntilMs: 0 };
    const store = createTestStore({ throttledMs: 7, accessTokenExpiryMs: 8, budget });
    for (const code of ['200', '202', '429', 'error']) {
      store.recordRequest({ account: 'default', endpoint: 'aggregates', code, durationMs: 1 });
    }
    expect(view(store).accounts).toEqual([
      {
        account: 'default',
        budget,
        throttledMs: 7,
        requests: 4,
        failedRequests: 2,
        isTokenRefused: false,
        accessTokenExpiryMs: 8,
        refreshTokenExpiryMs: undefined,
      },
    ]);
  });

  it('knows a refused token by its polls', () => {
    const store = createTestStore();
    store.recordPoll(week, { outcome: 'unauthorized', attemptMs: nowMs, durationMs: 9, problem: 'no' });
    expect(view(store).accounts[0]?.isTokenRefused).toBe(true);
  });

  it('says which configuration is in use', () => {
    expect(view(createTestStore())).toMatchObject({
      build: { version: '1.2.3', revision: 'abc', nodeVersion: 'v20' },
      reload: { isSuccessful: false, lastSuccessMs: 5 },
    });
  });
});
