import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import type { Outcome } from '../../../src/webex/outcome.ts';
import { unauthorized, type TokenSource } from '../../../src/webex/token.ts';
import { createWindow } from '../../../src/window.ts';
import { createOrganisation } from './organisation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';

/** A region's refusal of whatever host is asked. */
const endlessRegion: Fault = {
  kind: 'status',
  status: 451,
  body: 'Please use https://analytics-eu.webexapis.com',
};
const foreignRegion: Fault = { kind: 'region', status: 451, host: 'webexapis.com.evil.example' };

describe('a poll of a site without a fault', () => {
  it('gives the figures of the asked days', async () => {
    const { simulator, poll, asked } = createOrganisation();
    const { record, summary, verdict } = await poll({ window: createWindow(7) });
    expect(record).toMatchObject({ outcome: 'success', durationMs: 0 });
    expect(record.problem).toBeUndefined();
    expect(verdict.outcome).toBe('success');
    const { metrics } = simulator.answer(site, '2026-11-16', '2026-11-22');
    expect(summary?.figures['totalMeetings']).toBe(metrics.totalMeetings);
    expect(summary?.breakdowns['countries']).toHaveLength(metrics.participantsByLocation.length);
    expect(asked.map(({ url }) => url.href)).toEqual([
      `https://analytics.webexapis.com/v1/analytics/meetingsMetrics/aggregates?siteUrl=${site}&from=2026-11-16&to=2026-11-22`,
    ]);
  });

  it('takes the days when the request leaves, not when it began to wait', async () => {
    const { account, clock, poll, asked } = createOrganisation();
    account.gate.pauseUntil(clock.now() + 12 * HOUR_MS);
    const { record } = await poll({}, 13 * HOUR_MS);
    expect(asked[0]?.url.searchParams.get('to')).toBe('2026-11-23');
    expect(record).toMatchObject({ outcome: 'success', durationMs: 0 });
  });

  it('bounds the values of its labels', async () => {
    const { summary } = await createOrganisation().poll({ maxLabelValues: 2 });
    expect(summary?.breakdowns['countries']).toHaveLength(3);
    expect(summary?.folded['country']).toBeGreaterThan(1);
  });
});

describe('a poll under a fault', () => {
  it.each<[fault: Fault, outcome: Outcome, requests: number]>([
    [{ kind: 'delay', delayMs: 29_000 }, 'success', 1],
    [{ kind: 'drip', intervalMs: 10 }, 'success', 1],
    [{ kind: 'status', status: 202 }, 'no_data', 1],
    [{ kind: 'status', status: 204 }, 'no_data', 1],
    [{ kind: 'empty' }, 'no_data', 1],
    [{ kind: 'no-figures' }, 'no_data', 1],
    [{ kind: 'raw', body: '{}' }, 'no_data', 1],
    [{ kind: 'html' }, 'invalid_response', 2],
    [{ kind: 'broken-json' }, 'invalid_response', 2],
    [{ kind: 'other-site' }, 'invalid_response', 2],
    [{ kind: 'oversize' }, 'invalid_response', 2],
    [{ kind: 'raw', body: '[1]' }, 'invalid_response', 2],
    [{ kind: 'status', status: 302 }, 'invalid_response', 2],
    [{ kind: 'status', status: 400 }, 'bad_request', 1],
    [{ kind: 'status', status: 405 }, 'bad_request', 1],
    [{ kind: 'status', status: 409 }, 'bad_request', 1],
    [{ kind: 'status', status: 410 }, 'bad_request', 1],
    [{ kind: 'status', status: 415 }, 'bad_request', 1],
    [{ kind: 'status', status: 418 }, 'bad_request', 1],
    [{ kind: 'status', status: 428 }, 'bad_request', 1],
    [{ kind: 'status', status: 401 }, 'unauthorized', 1],
    [{ kind: 'status', status: 403 }, 'forbidden', 1],
    [{ kind: 'status', status: 404 }, 'not_found', 1],
    [{ kind: 'region', status: 403 }, 'success', 2],
    [{ kind: 'region', status: 451 }, 'success', 2],
    [endlessRegion, 'wrong_region', 2],
    [foreignRegion, 'wrong_region', 1],
    [{ kind: 'status', status: 423 }, 'rate_limited', 4],
    [{ kind: 'status', status: 429 }, 'rate_limited', 4],
    [{ kind: 'status', status: 429, retryAfter: '7' }, 'rate_limited', 4],
    [{ kind: 'status', status: 429, retryAfter: 'rand(30),add(30)' }, 'rate_limited', 4],
    [{ kind: 'status', status: 500 }, 'server_error', 4],
    [{ kind: 'status', status: 502 }, 'server_error', 4],
    [{ kind: 'status', status: 503 }, 'server_error', 4],
    [{ kind: 'status', status: 504 }, 'server_error', 4],
    [{ kind: 'status', status: 599 }, 'server_error', 4],
    [{ kind: 'delay', delayMs: 31_000 }, 'timeout', 4],
    [{ kind: 'drip', intervalMs: 5000 }, 'timeout', 4],
    [{ kind: 'hang' }, 'timeout', 4],
    [{ kind: 'reset' }, 'network', 4],
  ])('of %j ends as %s after %i requests', async (fault, outcome, requests) => {
    const { simulator, poll, asked } = createOrganisation();
    simulator.faults.set(site, fault);
    const { record, summary } = await poll();
    expect(record.outcome).toBe(outcome);
    expect(asked).toHaveLength(requests);
    expect(summary === undefined).toBe(outcome !== 'success');
    expect(record.problem === undefined).toBe(outcome === 'success');
    expect(simulator.requests.inFlight).toBe(0);
  });

  it('succeeds when the fault ends in time', async () => {
    const { simulator, poll, asked, clock } = createOrganisation();
    const startMs = clock.now();
    simulator.faults.set(site, { kind: 'status', status: 503, times: 3 });
    const { record } = await poll();
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual([0, 1 * SECOND_MS, 3 * SECOND_MS, 7 * SECOND_MS]);
    expect(record).toMatchObject({ outcome: 'success', attemptMs: startMs, durationMs: 7 * SECOND_MS });
  });

  it('waits as long as a 503 asks', async () => {
    const { simulator, poll, asked, clock } = createOrganisation();
    const startMs = clock.now();
    simulator.faults.set(site, { kind: 'status', status: 503, retryAfter: '90', times: 1 });
    await poll();
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual([0, 90 * SECOND_MS]);
  });

  it('says what went wrong in the words of Webex, without the token', async () => {
    const { simulator, poll, redactor } = createOrganisation();
    redactor.protect('somebody', new Secret(SIMULATOR_CREDENTIALS.accessToken));
    const message = `The token ${SIMULATOR_CREDENTIALS.accessToken} lacks a scope`;
    simulator.faults.set(site, { kind: 'status', status: 403, body: JSON.stringify({ message }) });
    const { record } = await poll();
    expect(record.problem).toBe('HTTP 403: The token <redacted> lacks a scope');
  });

  it("keeps Webex's name for the failed request", async () => {
    const { simulator, poll } = createOrganisation();
    simulator.faults.set(site, { kind: 'status', status: 403 });
    const { record, verdict } = await poll();
    expect(record.trackingId).toMatch(/\w{8}/);
    expect(verdict).toMatchObject({ trackingId: record.trackingId });
  });

  it('says nothing of a secret that comes from elsewhere', async () => {
    const failure = unauthorized('cannot use hunter2-hunter2 for this');
    const { poll, redactor, stop } = createOrganisation({
      tokens: { ...createChangingTokens([]), current: () => Promise.resolve({ failure }) },
    });
    redactor.protect('somebody', new Secret('hunter2-hunter2'));
    expect((await poll()).record.problem).toBe('cannot use <redacted> for this');
    stop.abort();
  });

  it('goes on with the host of the region that it was sent to', async () => {
    const { simulator, poll, asked } = createOrganisation();
    simulator.faults.set('all', { kind: 'region', status: 451 });
    await poll();
    await poll({ site: otherSite });
    expect(asked.map(({ url }) => url.host)).toEqual([
      'analytics.webexapis.com',
      'analytics-eu.webexapis.com',
      'analytics-eu.webexapis.com',
    ]);
  });
});

describe('retries', () => {
  it.each<[retryAfter: string, giveUpAfterMs: number, requests: number]>([
    ['100', 2 * MINUTE_MS, 2],
    ['120', 2 * MINUTE_MS, 2],
    ['121', 2 * MINUTE_MS, 1],
    ['3600', HOUR_MS, 2],
    ['999999', HOUR_MS, 2],
    ['1', HOUR_MS, 4],
  ])(
    'under a Retry-After of %s s never begin past the interval of %i ms',
    async (retryAfter, giveUpAfterMs, requests) => {
      const { simulator, poll, asked, clock } = createOrganisation();
      const startMs = clock.now();
      simulator.faults.set(site, { kind: 'status', status: 429, retryAfter });
      const { record } = await poll({ giveUpAfterMs });
      expect(record.outcome).toBe('rate_limited');
      expect(asked).toHaveLength(requests);
      expect(Math.max(...asked.map(({ atMs }) => atMs - startMs))).toBeLessThanOrEqual(giveUpAfterMs);
    },
  );

  it('after time-outs never begin past the interval', async () => {
    const { simulator, poll, asked } = createOrganisation();
    simulator.faults.set(site, { kind: 'hang' });
    const { record } = await poll({ giveUpAfterMs: MINUTE_MS });
    expect(record.outcome).toBe('timeout');
    expect(asked).toHaveLength(2);
  });

  it('are as few as the target allows', async () => {
    const { simulator, poll, asked } = createOrganisation();
    simulator.faults.set(site, { kind: 'reset' });
    expect((await poll({ maxRetries: 0 })).record.outcome).toBe('network');
    expect(asked).toHaveLength(1);
  });

  it('are bounded by one count for all kinds of failure', async () => {
    const { simulator, begin, clock, asked } = createOrganisation();
    simulator.faults.set(site, { kind: 'html', times: 1 });
    const result = begin();
    await clock.advance(0);
    simulator.faults.set(site, { kind: 'reset' });
    await clock.advance(HOUR_MS);
    expect((await result).record.outcome).toBe('network');
    expect(asked).toHaveLength(4);
  });
});

describe('a refused token', () => {
  it('is replaced once, by a token that works', async () => {
    const tokens = createChangingTokens(['expired', SIMULATOR_CREDENTIALS.accessToken]);
    const { poll, asked } = createOrganisation({ tokens });
    expect((await poll()).record.outcome).toBe('success');
    expect(asked).toHaveLength(2);
  });

  it('is not replaced twice', async () => {
    const tokens = createChangingTokens(['expired', 'revoked', SIMULATOR_CREDENTIALS.accessToken]);
    const { poll, asked, stop } = createOrganisation({ tokens });
    expect((await poll()).record.outcome).toBe('unauthorized');
    expect(asked).toHaveLength(2);
    stop.abort();
  });

  it('costs no request where none can be had', async () => {
    const tokens = createChangingTokens([]);
    const { poll, asked, stop } = createOrganisation({ tokens });
    expect((await poll()).record).toMatchObject({ outcome: 'unauthorized', problem: 'no more tokens' });
    expect(asked).toHaveLength(0);
    stop.abort();
  });
});

describe('an account whose token was refused', () => {
  async function createRefused() {
    const organisation = createOrganisation();
    const { simulator, poll, clock, asked } = organisation;
    simulator.faults.set('all', { kind: 'status', status: 401 });
    expect((await poll({}, 0)).record.outcome).toBe('unauthorized');
    const before = asked.length;
    expect((await poll({}, 0)).record.outcome).toBe('unauthorized');
    expect(asked).toHaveLength(before);
    simulator.faults.clear('all');
    // From now on one poll may try.
    await clock.advance(5 * MINUTE_MS);
    return organisation;
  }

  it.each<[string, Fault | undefined, string]>([
    ['figures', undefined, 'success'],
    ['none', { kind: 'status', status: 204 }, 'no_data'],
    ['a refusal of the site', { kind: 'status', status: 403 }, 'forbidden'],
    ['that it knows no such site', { kind: 'status', status: 404 }, 'not_found'],
  ])('goes on when Webex answers that token with %s', async (_, fault, outcome) => {
    const { simulator, poll, stop } = await createRefused();
    if (fault) simulator.faults.set(site, fault);
    expect((await poll({}, 0)).record.outcome).toBe(outcome);
    expect((await poll({ site: otherSite }, 0)).record.outcome).toBe('success');
    stop.abort();
  });

  it.each<[string, Fault]>([
    ['a fault of its own', { kind: 'status', status: 500 }],
    ['nothing', { kind: 'reset' }],
    ['what makes no sense', { kind: 'html' }],
  ])('stays suspended when Webex answers that token with %s', async (_, fault) => {
    const { simulator, poll, asked, stop } = await createRefused();
    simulator.faults.set(site, fault);
    expect((await poll({}, MINUTE_MS)).record.outcome).not.toBe('unauthorized');
    const before = asked.length;
    expect((await poll({ site: otherSite }, 0)).record.outcome).toBe('unauthorized');
    expect(asked).toHaveLength(before);
    stop.abort();
  });
});

describe('sites of one account', () => {
  it.each<Fault>([
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 404 },
    { kind: 'html' },
    { kind: 'drip', intervalMs: 20_000 },
  ])('do not wait for one that has %j', async (fault) => {
    const { simulator, begin, clock } = createOrganisation({ concurrency: 2 });
    simulator.faults.set(site, fault);
    const windows = [createWindow(1), createWindow(7), createWindow(28)];
    const failing = windows.map((window) => begin({ window }));
    const healthy = windows.map((window) => begin({ site: otherSite, window }));
    await clock.advance(0);
    const results = await Promise.all(healthy);
    expect(results.map(({ record }) => [record.outcome, record.durationMs])).toEqual([
      ['success', 0],
      ['success', 0],
      ['success', 0],
    ]);
    await clock.advance(HOUR_MS);
    const failed = await Promise.all(failing);
    expect(failed.filter(({ record }) => record.outcome === 'success')).toEqual([]);
  });

  it('all wait for the end of a Retry-After, also those that were in the queue', async () => {
    const { simulator, begin, clock, asked } = createOrganisation({ concurrency: 1 });
    const startMs = clock.now();
    simulator.faults.set(site, { kind: 'status', status: 429, retryAfter: '50', times: 1 });
    const results = [begin(), begin({ site: otherSite }), begin({ site: 'acme-apac.webex.com' })];
    await clock.advance(HOUR_MS);
    expect((await Promise.all(results)).map(({ record }) => record.outcome)).toEqual([
      'success',
      'success',
      'success',
    ]);
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual([0, 50_000, 50_000, 50_000]);
  });

  it.each([
    ['that is too long for the interval', 10 * SECOND_MS, SECOND_MS, [0, 50_000]],
    ['after the last retry', HOUR_MS, 151 * SECOND_MS, [0, 50_000, 100_000, 150_000, 200_000]],
  ])('wait for the end of a Retry-After %s', async (_, giveUpAfterMs, endedAfterMs, times) => {
    const { simulator, poll, begin, clock, asked } = createOrganisation();
    const startMs = clock.now();
    simulator.faults.set(site, { kind: 'status', status: 429, retryAfter: '50' });
    await poll({ giveUpAfterMs }, endedAfterMs);
    const result = begin({ site: otherSite });
    await clock.advance(HOUR_MS);
    await result;
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual(times);
  });

  it('keep to the budget together, and its waits are no part of how long a poll took', async () => {
    const { begin, clock, asked } = createOrganisation({ requestsPerMinute: 2 });
    const sites = [site, otherSite, 'acme-apac.webex.com'];
    const results = sites.map((one) => begin({ site: one }));
    await clock.advance(HOUR_MS);
    const records = (await Promise.all(results)).map(({ record }) => record);
    expect(asked.map(({ atMs }) => atMs - (asked[0]?.atMs ?? 0))).toEqual([0, 0, MINUTE_MS]);
    expect(records.map(({ durationMs }) => durationMs)).toEqual([0, 0, 0]);
  });
});

describe('the end of the program', () => {
  it.each<[where: string, fault: Fault]>([
    ['a request', { kind: 'hang' }],
    ['a backoff', { kind: 'status', status: 500 }],
    ['a Retry-After', { kind: 'status', status: 429 }],
  ])('ends a poll in %s at once, without a result', async (_, fault) => {
    const { simulator, begin, clock, stop, asked } = createOrganisation();
    simulator.faults.set(site, fault);
    const failure = begin().catch(String);
    await clock.advance(10);
    stop.abort(new Error('the program ends'));
    expect(await failure).toBe('Error: the program ends');
    await clock.advance(HOUR_MS);
    expect(asked).toHaveLength(1);
    expect(simulator.requests.inFlight).toBe(0);
  });
});

/** Gives these tokens one after the other, the next whenever one is refused. */
function createChangingTokens(texts: readonly string[]): TokenSource {
  let place = 0;
  const current: TokenSource['current'] = () => {
    const text = texts[place];
    return Promise.resolve(
      text === undefined ? { failure: unauthorized('no more tokens') } : { token: new Secret(text) },
    );
  };
  return {
    current,
    replace: (_, signal) => {
      place += 1;
      return current(signal);
    },
    hasChanged: () => Promise.resolve(false),
    expiry: () => ({}),
    isMissing: () => false,
  };
}
