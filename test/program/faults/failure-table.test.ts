import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../../src/exporter/collectors.ts';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import type { Outcome } from '../../../src/webex/outcome.ts';
import { portOf } from '../../support/port.ts';
import { programFetch } from '../../support/program-fetch.ts';
import {
  createInstallation,
  samplesOf,
  valueOf,
  type Installation,
  type LogLine,
  type Webex,
} from '../../support/installation.ts';
import { HOUR_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';

interface Row {
  readonly answer: string;
  readonly fault: Fault;
  readonly outcome: Exclude<Outcome, 'success'>;
  /** Requests in one poll. */
  readonly requests: number;
  /** The HTTP status in the log; none when no answer came whole. */
  readonly status?: number;
}

const status = (code: number, outcome: Row['outcome'], requests: number, more: object = {}): Row => ({
  answer: String(code),
  fault: { kind: 'status', status: code, ...more },
  outcome,
  requests,
  status: code,
});

const ROWS: readonly Row[] = [
  status(202, 'no_data', 1),
  status(204, 'no_data', 1),
  { answer: '200 without a body', fault: { kind: 'empty' }, outcome: 'no_data', requests: 1, status: 200 },
  {
    answer: '200 without a figure',
    fault: { kind: 'no-figures' },
    outcome: 'no_data',
    requests: 1,
    status: 200,
  },
  { answer: '200 with HTML', fault: { kind: 'html' }, outcome: 'invalid_response', requests: 2, status: 200 },
  {
    answer: 'broken JSON',
    fault: { kind: 'broken-json' },
    outcome: 'invalid_response',
    requests: 2,
    status: 200,
  },
  {
    answer: 'another site',
    fault: { kind: 'other-site' },
    outcome: 'invalid_response',
    requests: 2,
    status: 200,
  },
  { answer: '9 MiB', fault: { kind: 'oversize' }, outcome: 'invalid_response', requests: 2, status: 200 },
  status(302, 'invalid_response', 2),
  ...[400, 405, 409, 410, 415, 418, 428].map((code) => status(code, 'bad_request', 1)),
  status(403, 'forbidden', 1),
  status(404, 'not_found', 1),
  status(423, 'rate_limited', 4, { retryAfter: '3' }),
  status(429, 'rate_limited', 4, { retryAfter: '3' }),
  ...[500, 502, 503, 504, 599].map((code) => status(code, 'server_error', 4)),
  { answer: 'none in time', fault: { kind: 'hang' }, outcome: 'timeout', requests: 4 },
  { answer: 'one too late', fault: { kind: 'delay', delayMs: 11_000 }, outcome: 'timeout', requests: 4 },
  { answer: 'one too slow', fault: { kind: 'drip', intervalMs: 2000 }, outcome: 'timeout', requests: 4 },
  { answer: 'a reset connection', fault: { kind: 'reset' }, outcome: 'network', requests: 4 },
];

describe('an answer of the API', () => {
  it.each(ROWS)(
    '$answer is $outcome after $requests requests',
    async ({ fault, outcome, requests, status }) => {
      await using installation = await createInstallation({ env: { WEBEX_POLL_TIMEOUT: '10s' } });
      const { simulator, asked, log, nextOutcome, page } = installation;
      expect(await nextOutcome(site)).toBe('success');
      const before = figuresOf(await page());
      const askedOf = (name: string): number =>
        asked.filter(({ url }) => url.searchParams.get('siteUrl') === name).length;

      simulator.faults.set(site, fault);
      const askedBefore = askedOf(site);
      expect(await nextOutcome(site)).toBe(outcome);
      expect(askedOf(site) - askedBefore).toBe(requests);
      expect(simulator.requests.inFlight).toBe(0);

      const failed = failures(log);
      expect(failed).toHaveLength(1);
      expect(failed[0]).toMatchObject({
        level: 'warn',
        account: 'default',
        site,
        window: '1d',
        outcome,
        advice: adviceOf('meetings')[outcome],
      });
      expect(failed[0]?.['problem']).toMatch(/\w/);
      expect(failed[0]?.['status']).toBe(status);
      expect(String(failed[0]?.['tracking_id'])).toMatch(status === undefined ? /^undefined$/ : /^ROUTERGW_/);

      const shown = await page();
      expect(figuresOf(shown)).toEqual(before);
      expect(valueOf(shown, 'webex_poll_success', { site })).toBe(0);
      expect(valueOf(shown, 'webex_polls_total', { site, outcome })).toBe(1);
      expect(await installation.text('/')).toContain(outcome);

      expect(await nextOutcome(site)).toBe(outcome);
      expect(failures(log)).toHaveLength(1);

      simulator.faults.clear(site);
      expect(await nextOutcome(site)).toBe('success');
      expect(log.filter(({ msg }) => msg === 'poll recovered')).toHaveLength(1);
      expect(valueOf(await page(), 'webex_poll_success', { site })).toBe(1);
      expectUntouched(installation);
    },
  );

  it("407 is a proxy's, asked once", async () => {
    await using installation = await createInstallation();
    const { simulator, asked, log, nextOutcome, page } = installation;
    expect(await nextOutcome(site)).toBe('success');
    simulator.faults.set(site, { kind: 'status', status: 407 });
    const before = asked.length;
    expect(await nextOutcome(site)).toBe('bad_request');
    expect(asked.slice(before).filter(({ url }) => url.searchParams.get('siteUrl') === site)).toHaveLength(1);
    const [failed] = failures(log);
    expect(failed).toMatchObject({ outcome: 'bad_request', status: 407 });
    expect(failed?.['problem']).toBe(
      'HTTP 407: Proxy Authentication Required: a proxy on the way does not accept user and password',
    );
    const labels = { endpoint: 'aggregates', code: '407' };
    expect(valueOf(await page(), 'webex_api_requests_total', labels)).toBe(1);
  });

  it.each([200, 201])('%i with figures is success', async (code) => {
    await using installation = await createInstallation({
      prepare(simulator) {
        const answer = simulator.answer(site, '2026-11-22', '2026-11-22');
        const body = JSON.stringify({ ...answer, metrics: { ...answer.metrics, totalMeetings: 4711 } });
        simulator.faults.set(site, { kind: 'status', status: code, body });
      },
    });
    const { firstOutcome, page } = installation;
    expect(await firstOutcome(site)).toBe('success');
    expect(valueOf(await page(), 'webex_meetings', { site })).toBe(4711);
    expect(failures(installation.log)).toEqual([]);
  });
});

describe('figures that are not due yet', () => {
  /** 11:00 UTC: Webex may take until 14:00 for the day before. */
  const MORNING_MS = Date.UTC(2026, 10, 23, 11);

  it('are no failure before they are late, and one from then on', async () => {
    await using installation = await createInstallation({ startMs: MORNING_MS });
    const { clock, simulator, firstOutcome, nextOutcome, page, log } = installation;
    await firstOutcome(site);
    const valuesOf = async (): Promise<(number | undefined)[]> => {
      const shown = await page();
      const names = ['webex_window_pending', 'webex_poll_success', 'webex_meetings'];
      return names.map((name) => valueOf(shown, name, { site }));
    };
    const [, , meetings] = await valuesOf();

    simulator.faults.set(site, { kind: 'status', status: 204 });
    expect(await nextOutcome(site)).toBe('no_data');
    expect(await nextOutcome(site)).toBe('no_data');
    expect(await valuesOf()).toEqual([1, 1, meetings]);
    expect(samplesOf(await page(), 'webex_poll_outcome', { site })).toMatchObject([
      { labels: { outcome: 'no_data' }, value: 1 },
    ]);
    const told = log.filter(({ msg }) => String(msg).startsWith('Webex has no figures for these days yet'));
    expect(told).toMatchObject([{ level: 'info', site, late_from: '2026-11-23T14:00:00.000Z' }]);
    expect(failures(log)).toEqual([]);
    expect(await installation.text('/')).toContain('waiting for Webex');

    await clock.advance(MORNING_MS + 3 * HOUR_MS - clock.now());
    expect(await valuesOf()).toEqual([0, 0, meetings]);
    expect(await nextOutcome(site)).toBe('no_data');
    expect(failures(log)).toHaveLength(1);
  });
});

describe('a change of the failure', () => {
  it('is a line of its own, and so is its way back', async () => {
    await using installation = await createInstallation();
    const { simulator, firstOutcome, nextOutcome, log } = installation;
    await firstOutcome(site);
    for (const code of [404, 404, 403, 404]) {
      simulator.faults.set(site, { kind: 'status', status: code });
      await nextOutcome(site);
    }
    expect(failures(log).map(({ outcome }) => outcome)).toEqual(['not_found', 'forbidden', 'not_found']);
  });
});

describe('a Webex that cannot be reached', () => {
  it.each([
    ['refuses connections', async () => `http://127.0.0.1:${await closedPort()}`, 'ECONNREFUSED'],
    ['has no address', () => 'https://webex.invalid', 'webex.invalid'],
    ['speaks no TLS', ({ webexUrl }: Webex) => webexUrl.replace('http:', 'https:'), 'SSL'],
  ])('because it %s leads to network and says why', async (_, place, words) => {
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: 'https://analytics.webexapis.com' },
      elsewhere: async (_url, request, webex) => programFetch(new URL(await place(webex)), request),
    });
    const { firstOutcome, page, log, asked } = installation;
    expect(await firstOutcome(site)).toBe('network');
    expect(asked.filter(({ url }) => url.searchParams.get('siteUrl') === site)).toHaveLength(4);
    expect(failures(log)[0]?.['problem']).toContain(words);
    expect(valueOf(await page(), 'webex_poll_success', { site })).toBe(0);
    expect(valueOf(await page(), 'webex_api_requests_total', { code: 'error' })).toBeGreaterThanOrEqual(4);
  });
});

/** The other site was polled with success all the time, and its figures are not older than the interval. */
function expectUntouched({ log }: Installation): void {
  const outcomes = log.filter(({ msg, site: of }) => msg === 'poll ended' && of === otherSite);
  expect(outcomes.length).toBeGreaterThanOrEqual(3);
  expect(outcomes.filter(({ outcome }) => outcome !== 'success')).toEqual([]);
}

function failures(log: readonly LogLine[]): LogLine[] {
  return log.filter(({ msg }) => msg === 'poll failed');
}

/** Everything that the page shows of the site's figures, as text. */
function figuresOf(page: Awaited<ReturnType<Installation['page']>>): string[] {
  return [...page.keys()]
    .filter((name) => name.startsWith('webex_meeting') || name.startsWith('webex_window_'))
    .flatMap((name) => samplesOf(page, name, { site }))
    .map((sample) => JSON.stringify(sample));
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
