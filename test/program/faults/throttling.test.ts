import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createInstallation, OAUTH, valueOf, type Installation } from '../../support/installation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';
import { createFolder } from '../../support/folder.ts';

const thirdSite = 'acme-apac.webex.com';
const DEFAULT_MS = 60 * SECOND_MS;

describe('a Retry-After', () => {
  it.each<[form: string, text: (nowMs: number) => string | undefined, waitMs: number]>([
    ['in seconds', () => '120', 120 * SECOND_MS],
    ['as an HTTP-date', (nowMs) => new Date(nowMs + 90 * SECOND_MS).toUTCString(), 90 * SECOND_MS],
    ['as a date of RFC 850', (nowMs) => toRfc850(nowMs + 90 * SECOND_MS), 90 * SECOND_MS],
    ['in the past', (nowMs) => new Date(nowMs - HOUR_MS).toUTCString(), SECOND_MS],
    ['of no time', () => '0', SECOND_MS],
    ['of eleven days', () => '999999', HOUR_MS],
    ['in a year', (nowMs) => new Date(nowMs + 365 * 24 * HOUR_MS).toUTCString(), HOUR_MS],
    ['that is a formula', () => 'rand(30),add(30)', DEFAULT_MS],
    ['below zero', () => '-5', DEFAULT_MS],
    ['that is no date', () => 'Tomorrow, 10:00:00', DEFAULT_MS],
    ['that is not there', () => undefined, DEFAULT_MS],
  ])('%s is kept', async (_, text, waitMs) => {
    await using installation = await createInstallation({
      env: { WEBEX_SITES: site, WEBEX_POLL_INTERVAL: '3h' },
      prepare(simulator) {
        const retryAfter = text(simulator.clock.nowMs());
        const more = retryAfter === undefined ? {} : { retryAfter };
        simulator.faults.set(site, { kind: 'status', status: 429, times: 1, ...more });
      },
    });
    const { clock, asked } = installation;
    await clock.advance(2 * HOUR_MS);
    const [first = 0, second = 0, ...rest] = asked.map(({ atMs }) => atMs);
    expect(second - first).toBe(waitMs);
    expect(rest).toEqual([]);
    expect(valueOf(await installation.page(), 'webex_poll_success', { site })).toBe(1);
  });

  it('longer than the interval ends the poll, and holds the next ones until it is over', async () => {
    await using installation = await createInstallation();
    const { clock, simulator, asked, nextOutcome } = installation;
    await nextOutcome(site);
    simulator.faults.set(site, { kind: 'status', status: 429, retryAfter: '3000', times: 1 });
    expect(await nextOutcome(site)).toBe('rate_limited');
    const pausedAtMs = asked.findLast(({ url }) => isAbout(url, site))?.atMs ?? 0;
    await clock.advance(HOUR_MS);
    const next = asked.find(({ atMs }) => atMs > pausedAtMs);
    expect((next?.atMs ?? 0) - pausedAtMs).toBe(3000 * SECOND_MS);
    expect(valueOf(await installation.page(), 'webex_api_throttled_seconds_total', {})).toBeGreaterThan(1000);
  });

  it('of a 503 holds that poll and nobody else', async () => {
    await using installation = await createInstallation({
      prepare: ({ faults }) => faults.set(site, { kind: 'status', status: 503, retryAfter: '120', times: 1 }),
    });
    const { clock, asked } = installation;
    const startMs = clock.now();
    await clock.advance(5 * MINUTE_MS);
    const timesOf = (name: string): number[] =>
      asked.filter(({ url }) => isAbout(url, name)).map(({ atMs }) => atMs - startMs);
    expect(timesOf(site)).toEqual([0, 120 * SECOND_MS]);
    expect(timesOf(otherSite)).toEqual([0]);
  });
});

describe('throttling', () => {
  it.each([423, 429])('by a %i stops the whole account and no other', async (code) => {
    await using installation = await createTwoAccounts();
    const { clock, simulator, page, asked } = installation;
    await clock.advance(10 * MINUTE_MS);
    simulator.faults.set(site, { kind: 'status', status: code, retryAfter: '600', times: 1 });
    await installation.nextOutcome(site);
    const throttledAtMs = asked.findLast(({ url }) => isAbout(url, site))?.atMs ?? 0;
    await clock.advance(15 * MINUTE_MS);
    const inPause = asked.filter(
      ({ atMs }) => atMs > throttledAtMs && atMs < throttledAtMs + 600 * SECOND_MS,
    );
    expect(inPause.filter(({ url }) => !isAbout(url, otherSite))).toEqual([]);
    // Its interval is a minute.
    expect(inPause.length).toBeGreaterThanOrEqual(9);
    const after = asked.filter(({ atMs }) => atMs >= throttledAtMs + 600 * SECOND_MS);
    expect(after.some(({ url }) => isAbout(url, site))).toBe(true);
    expect(after.some(({ url }) => isAbout(url, thirdSite))).toBe(true);
    const shown = await page();
    expect(valueOf(shown, 'webex_api_throttled_seconds_total', { account: 'one' })).toBeGreaterThan(500);
    expect(valueOf(shown, 'webex_api_throttled_seconds_total', { account: 'two' })).toBe(0);
  });

  it('by the token endpoint stops the account as well', async () => {
    await using installation = await createInstallation({
      tokens: { accessLifetimeSeconds: 7200 },
      env: {
        ...OAUTH,
        WEBEX_POLL_CONCURRENCY: '1',
      },
    });
    const { clock, simulator, asked } = installation;
    await clock.advance(55 * MINUTE_MS);
    // At half its life the token is renewed ahead of time, though it still works.
    simulator.faults.set('token', { kind: 'status', status: 429, retryAfter: '900', times: 1 });
    await clock.advance(HOUR_MS);
    const refusedAtMs = simulator.requests.log.find(({ status }) => status === 429)?.atMs ?? 0;
    expect(refusedAtMs).toBeGreaterThan(0);
    const next = asked.find(({ atMs }) => atMs > refusedAtMs);
    expect((next?.atMs ?? 0) - refusedAtMs).toBe(900 * SECOND_MS);
  });
});

describe('the budget', () => {
  it('counts retries and refreshes, in any 60 seconds', async () => {
    const requestsPerMinute = 7;
    await using installation = await createInstallation({
      tokens: { accessLifetimeSeconds: 1200 },
      env: {
        WEBEX_SITES: `${site},${otherSite},${thirdSite}`,
        WEBEX_WINDOWS: '1d,7d,28d',
        WEBEX_POLL_INTERVAL: '5m',
        WEBEX_REQUESTS_PER_MINUTE: String(requestsPerMinute),
        ...OAUTH,
      },
    });
    const { clock, simulator, asked } = installation;
    simulator.faults.set('all', { kind: 'status', status: 500 });
    await clock.advance(30 * MINUTE_MS);
    const times = asked.map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThan(25 * requestsPerMinute);
    const tooSoon = times.filter(
      (atMs, index) => atMs - (times[index - requestsPerMinute] ?? -Infinity) < MINUTE_MS,
    );
    expect(tooSoon).toEqual([]);
    expect(asked.filter(({ method }) => method === 'POST').length).toBeGreaterThan(2);
  });

  it('lets no more requests be in flight than it may', async () => {
    await using installation = await createInstallation({
      env: {
        WEBEX_SITES: `${site},${otherSite},${thirdSite}`,
        WEBEX_WINDOWS: '1d,7d',
        WEBEX_POLL_CONCURRENCY: '2',
        WEBEX_POLL_INTERVAL: '2m',
      },
    });
    const { clock, simulator } = installation;
    simulator.faults.set('all', { kind: 'delay', delayMs: 9000 });
    await clock.advance(10 * MINUTE_MS);
    expect(simulator.requests.maxInFlight).toBe(2);
  });
});

/** Account `one` has two sites, account `two` the other; all are asked once a minute. */
async function createTwoAccounts(): Promise<Installation> {
  const path = join(createFolder(), 'config.yaml');
  const accounts = { one: [site, thirdSite], two: [otherSite] };
  const texts = Object.entries(accounts).map(
    ([name, sites]) => `
  - name: ${name}
    credentials: { access_token: "\${TOKEN}" }
    sites: [${sites.join(', ')}]`,
  );
  writeFileSync(path, `accounts:${texts.join('')}\n`);
  return createInstallation({
    args: [`--config.file=${path}`],
    env: {
      WEBEX_SITES: undefined,
      WEBEX_ACCESS_TOKEN: undefined,
      TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_POLL_INTERVAL: '1m',
    },
  });
}

function isAbout(url: URL, name: string): boolean {
  return url.searchParams.get('siteUrl') === name;
}

function toRfc850(ms: number): string {
  const [, day, month, year, time] =
    /, (\d\d) (\w{3}) \d\d(\d\d) (\S+) GMT/.exec(new Date(ms).toUTCString()) ?? [];
  return `Monday, ${day}-${month}-${year} ${time} GMT`;
}
