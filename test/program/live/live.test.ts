import { describe, expect, it } from 'vitest';
import { createInstallation, samplesOf, valueOf, type Installation } from '../../support/installation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';

const LIVE = { collector: 'live', account: 'default' };

/** An installation that polls history once an hour and what is live once a minute, after a minute. */
async function createLive(
  mode = 'account',
  prepare: (webex: Installation['simulator']) => void = () => undefined,
): Promise<Installation> {
  const installation = await createInstallation({
    env: { WEBEX_LIVE: mode, WEBEX_POLL_INTERVAL: '1h' },
    prepare,
  });
  await installation.clock.advance(10 * SECOND_MS);
  return installation;
}

function statusesOf({ simulator }: Installation, endpoint: string): (number | null)[] {
  return simulator.requests.log.filter((visit) => visit.endpoint === endpoint).map(({ status }) => status);
}

describe('live meetings of an account', () => {
  it('are on the page as Webex counts them, with their polls, and follow within a minute', async () => {
    await using installation = await createLive();
    const { clock, asked, page } = installation;
    const first = asked.find(({ url }) => url.pathname.endsWith('liveMeetingsByCountry'));
    expect([first?.method, first?.body]).toEqual(['POST', '{}']);
    const shown = await page();
    expect(valueOf(shown, 'webex_live_meetings', { account: 'default' })).toBeGreaterThan(0);
    expect(Object.keys(samplesOf(shown, 'webex_live_meetings', {})[0]?.labels ?? {})).toEqual(['account']);
    const good = valueOf(shown, 'webex_live_meetings_by_quality', { quality: 'good' }) ?? NaN;
    const bad = valueOf(shown, 'webex_live_meetings_by_quality', { quality: 'bad' }) ?? NaN;
    expect(good + bad).toBe(valueOf(shown, 'webex_live_meetings', {}));
    expect(valueOf(shown, 'webex_poll_success', LIVE)).toBe(1);
    expect(valueOf(shown, 'webex_poll_interval_seconds', LIVE)).toBe(60);
    await clock.advance(5 * MINUTE_MS);
    expect(valueOf(await page(), 'webex_polls_total', { ...LIVE, outcome: 'success' })).toBe(6);
    expect(statusesOf(installation, 'live_monitoring')).toEqual(Array.from({ length: 6 }, () => 200));
  });

  it('are gone five intervals after the last good answer, with their polls left to say why', async () => {
    await using installation = await createLive();
    const { clock, simulator, page } = installation;
    simulator.faults.set('live', { kind: 'status', status: 403 });
    await clock.advance(5 * MINUTE_MS - 20 * SECOND_MS);
    expect(valueOf(await page(), 'webex_live_meetings', {})).toBeDefined();
    await clock.advance(20 * SECOND_MS);
    const shown = await page();
    expect([...shown.keys()].filter((name) => name.startsWith('webex_live'))).toEqual([]);
    expect(valueOf(shown, 'webex_poll_outcome', { ...LIVE, outcome: 'forbidden' })).toBe(1);
    simulator.faults.clear('live');
    await clock.advance(MINUTE_MS);
    expect(valueOf(await page(), 'webex_live_meetings', {})).toBeGreaterThan(0);
  });

  it.each([
    [401, 170, 185],
    [403, 170, 185],
    [404, 170, 185],
    // Retry-After is kept where it was asked for.
    [429, 3, 4],
    [500, 170, 185],
  ])(
    'that Webex refuses with %i cost neither readiness nor any historical figure or poll',
    async (status, least, most) => {
      await using installation = await createLive('account', ({ faults }) => {
        faults.set('live', { kind: 'status', status, retryAfter: '3600' });
      });
      const { clock, page, text } = installation;
      expect(await text('/-/ready')).toBe('ready\n');
      await clock.advance(3 * HOUR_MS);
      expect(new Set(statusesOf(installation, 'aggregates'))).toEqual(new Set([200]));
      const shown = await page();
      for (const name of [site, otherSite]) {
        expect(valueOf(shown, 'webex_poll_success', { collector: 'meetings', site: name })).toBe(1);
        const polls = { collector: 'meetings', site: name };
        expect(valueOf(shown, 'webex_polls_total', { ...polls, outcome: 'success' })).toBeGreaterThanOrEqual(
          3,
        );
        expect(valueOf(shown, 'webex_polls_total', { ...polls, outcome: 'unauthorized' })).toBe(0);
      }
      expect(valueOf(shown, 'webex_api_throttled_seconds_total', {})).toBe(0);
      expect(valueOf(shown, 'webex_poll_success', LIVE)).toBe(0);
      const asked = statusesOf(installation, 'live_monitoring').length;
      expect(asked).toBeGreaterThanOrEqual(least);
      expect(asked).toBeLessThanOrEqual(most);
    },
  );

  it('wait with everything else while the token is refused, and go on with it', async () => {
    await using installation = await createLive();
    const { clock, simulator, page } = installation;
    simulator.faults.set('all', { kind: 'status', status: 401 });
    await clock.advance(2 * HOUR_MS);
    const before = statusesOf(installation, 'live_monitoring').length;
    await clock.advance(2 * MINUTE_MS);
    const refused = { ...LIVE, outcome: 'unauthorized' };
    expect(valueOf(await page(), 'webex_poll_outcome', refused)).toBe(1);
    expect(statusesOf(installation, 'live_monitoring')).toHaveLength(before);
    simulator.faults.clear('all');
    await clock.advance(2 * HOUR_MS);
    expect(valueOf(await page(), 'webex_poll_success', LIVE)).toBe(1);
  });
});

describe('live meetings of sites', () => {
  it('have each site in turn', async () => {
    await using installation = await createLive('site');
    const { clock, page } = installation;
    await clock.advance(3 * MINUTE_MS);
    const shown = await page();
    for (const name of [site, otherSite]) {
      expect(
        valueOf(shown, 'webex_live_meetings', { account: 'default', site: name }),
      ).toBeGreaterThanOrEqual(0);
      expect(valueOf(shown, 'webex_poll_interval_seconds', { ...LIVE, site: name })).toBe(120);
    }
    expect(statusesOf(installation, 'live_monitoring')).toEqual([200, 200, 200, 200]);
  });
});

describe('a poll that somebody asks for', () => {
  it('is made at once, of a window or of all of a site', async () => {
    await using installation = await createInstallation({
      env: { WEBEX_WINDOWS: '1d,7d', WEBEX_POLL_INTERVAL: '1d', WEBEX_STALE_AFTER: '3d' },
      args: ['--web.enable-lifecycle'],
    });
    const { clock, asked, post } = installation;
    await clock.advance(MINUTE_MS);
    const since = (count: number): (string | null)[] =>
      asked.slice(count).map(({ url }) => url.searchParams.get('siteUrl'));
    expect(asked).toHaveLength(4);
    expect(await post(`/-/poll?site=${site}&window=7d`)).toEqual([200, 'due now: 1\n']);
    await clock.advance(5 * SECOND_MS);
    expect(since(4)).toEqual([site]);
    expect(await post(`/-/poll?site=${site}`)).toEqual([200, 'due now: 2\n']);
    await clock.advance(5 * SECOND_MS);
    expect(since(5)).toEqual([site, site]);
    for (const query of ['?site=other.webex.com', `?site=${site}&window=28d`])
      expect((await post(`/-/poll${query}`))[0]).toBe(404);
    expect((await post('/-/poll'))[0]).toBe(400);
    await clock.advance(MINUTE_MS);
    expect(asked).toHaveLength(7);
  });

  it('is not made where the lifecycle is not enabled', async () => {
    await using installation = await createInstallation();
    expect((await installation.post(`/-/poll?site=${site}`))[0]).toBe(403);
  });
});
