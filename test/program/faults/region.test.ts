import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { portOf } from '../../support/port.ts';
import { programFetch } from '../../support/program-fetch.ts';
import {
  createInstallation,
  OAUTH,
  samplesOf,
  valueOf,
  type Installation,
} from '../../support/installation.ts';
import { otherSite, site } from '../../support/sites.ts';

const HOME = 'analytics.webexapis.com';
const REGION = 'analytics-eu.webexapis.com';

describe('a refusal for the region', () => {
  it.each<[status: 403 | 451, body: string | undefined]>([
    [451, undefined],
    [403, undefined],
    [451, `Please use ${REGION}`],
    [403, JSON.stringify({ message: `Please use https://${REGION}.` })],
    [
      403,
      JSON.stringify({
        message: 'Unavailable For Legal Reasons',
        errors: [{ description: `URL: <https://${REGION}>` }],
      }),
    ],
    [451, JSON.stringify({ errorCode: 451, message: `should go to URL: "https://${REGION}"` })],
    [403, JSON.stringify({ errorCode: '451', message: `use ${REGION}/v1` })],
    [451, `See https://developer.webex.com/docs. You asked ${HOME}; use '${REGION}'.`],
  ])('with %i and %s leads to the named host, by https, and is remembered', async (status, body) => {
    await using installation = await createElsewhere({
      kind: 'region',
      status,
      ...(body === undefined ? {} : { body }),
    });
    const { asked, firstOutcome, nextOutcome, page, log } = installation;
    expect(await firstOutcome(site)).toBe('success');
    expect(hostsOf(installation, site)).toEqual([HOME, REGION]);
    expect(await nextOutcome(site)).toBe('success');
    expect(await nextOutcome(otherSite)).toBe('success');
    expect(hostsOf(installation, site)).toEqual([HOME, REGION, REGION]);
    expect(new Set(hostsOf(installation, otherSite).slice(2))).toEqual(new Set([REGION]));
    expect(asked.every(({ url }) => url.protocol === 'https:')).toBe(true);
    expect(valueOf(await page(), 'webex_polls_total', { site, outcome: 'wrong_region' })).toBe(0);
    expect(log.filter(({ msg }) => msg === 'poll failed')).toEqual([]);
  });

  it.each([
    'Please use https://analytics-eu.webexapis.com.evil.example',
    'Please use http://analytics-eu.webexapis.com',
    'Please use notwebexapis.com',
    'Please use webexapis.com',
    'Please use https://127.0.0.1:8080',
    'The data are elsewhere',
    '',
  ])('and says %s gets no token anywhere else', async (message) => {
    const body = JSON.stringify({ message });
    await using installation = await createElsewhere({ kind: 'status', status: 451, body });
    const { asked, firstOutcome, log } = installation;
    expect(await firstOutcome(site)).toBe('wrong_region');
    expect(hostsOf(installation, site)).toEqual([HOME]);
    expect(new Set(asked.map(({ url }) => url.host))).toEqual(new Set([HOME]));
    expect(log.find(({ msg }) => msg === 'poll failed')).toMatchObject({
      outcome: 'wrong_region',
      status: 451,
    });
  });

  it.each([
    `Please use https://evil.example/${REGION}`,
    `Please use https://${REGION}@evil.example`,
    `Please use https://evil.example or ${REGION}`,
  ])('and says %s leads to the host that is allowed, if anywhere', async (message) => {
    await using installation = await createElsewhere({ kind: 'region', status: 403, body: message });
    await installation.firstOutcome(site);
    for (const { url } of installation.asked) {
      expect([`https://${HOME}`, `https://${REGION}`]).toContain(url.origin);
    }
  });

  it('is followed once in a poll', async () => {
    await using installation = await createElsewhere({
      kind: 'status',
      status: 451,
      body: `Please use ${REGION} or analytics-ca.webexapis.com`,
    });
    const { firstOutcome } = installation;
    expect(await firstOutcome(site)).toBe('wrong_region');
    expect(hostsOf(installation, site)).toHaveLength(2);
  });

  it('and comes from the token endpoint moves nobody', async () => {
    await using installation = await createElsewhere(
      { kind: 'status', status: 451, body: `Please use ${REGION}`, times: 1 },
      {
        target: 'token',
        env: {
          ...OAUTH,
        },
      },
    );
    const { asked, clock } = installation;
    await clock.advance(3_600_000);
    expect(hostsOf(installation, site)).not.toEqual([]);
    expect(new Set(asked.map(({ url }) => url.host))).toEqual(new Set([HOME, 'webexapis.com']));
  });
});

describe('a named host that is no region of the account', () => {
  const LIAR = 'analytics-x.webexapis.com';

  it.each([
    ['is dead', undefined],
    ['does not take the token', 401],
    ['asks for an hour of silence', 429],
    ['sends elsewhere', 451],
    ['forbids', 403],
    ['has no such page', 404],
    ['is broken', 500],
    ['answers in HTML', 200],
  ] as const)('and %s costs polls of that site, and not the account', async (_, status) => {
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: undefined, WEBEX_API_URL: undefined },
      prepare: ({ faults }) => faults.set(site, { kind: 'region', status: 403, host: LIAR }),
      async elsewhere(url, init, { simulator }) {
        if (url.host !== LIAR) return simulator.app.request(url.href, init);
        if (status === undefined) throw new TypeError('fetch failed');
        return new Response('<html></html>', {
          status,
          headers: { 'retry-after': '3600', trackingid: 'ROUTER_1' },
        });
      },
    });
    const { simulator, firstOutcome, nextOutcome, page } = installation;
    expect(await firstOutcome(site)).not.toBe('success');
    expect(await firstOutcome(otherSite)).toBe('success');
    for (let poll = 0; poll < 3; poll += 1) expect(await nextOutcome(otherSite)).toBe('success');
    expect(hostsOf(installation, otherSite).every((host) => host === HOME)).toBe(true);
    expect(valueOf(await page(), 'webex_api_throttled_seconds_total', {})).toBe(0);
    simulator.faults.clear(site);
    expect(await nextOutcome(site)).toBe('success');
    expect(hostsOf(installation, site).at(-1)).toBe(HOME);
  });

  it('and was one once is given up when it stops', async () => {
    let isDead = false;
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: undefined, WEBEX_API_URL: undefined },
      prepare: ({ faults }) => faults.set('all', { kind: 'region', status: 451, host: REGION }),
      async elsewhere(url, init, { simulator }) {
        if (isDead && url.host === REGION) throw new TypeError('fetch failed');
        return simulator.app.request(url.href, init);
      },
    });
    const { simulator, firstOutcome, nextOutcome, page } = installation;
    expect(await firstOutcome(site)).toBe('success');
    expect(await nextOutcome(site)).toBe('success');
    expect(hostsOf(installation, site).at(-1)).toBe(REGION);
    isDead = true;
    simulator.faults.clear('all');
    for (const of of [site, otherSite, site, otherSite]) await nextOutcome(of);
    expect(await nextOutcome(site)).toBe('success');
    expect(hostsOf(installation, site).at(-1)).toBe(HOME);
    const failed = samplesOf(await page(), 'webex_polls_total', { outcome: 'network' });
    expect(failed.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual([0, 1]);
  });
});

describe('a refusal by something in between', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [503, 'server_error'],
  ] as const)('with %i is said, and claims nothing of the token', async (status, outcome) => {
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: 'https://analytics.webexapis.com' },
      elsewhere: () => Promise.resolve(new Response('\n<html>Blocked by policy</html>', { status })),
    });
    const { asked, log, firstOutcome, nextOutcome, text } = installation;
    expect(await firstOutcome(site)).toBe(outcome);
    const before = asked.length;
    expect(await nextOutcome(site)).toBe(outcome);
    // The account is not paused: each poll asks.
    expect(asked.length).toBeGreaterThan(before);
    const failed = log.find(({ msg }) => msg === 'poll failed');
    expect(failed?.['problem']).toContain('it is not from Webex');
    expect(failed?.['advice']).toContain('a filter, proxy or gateway between here and Webex');
    expect(log.filter(({ msg }) => String(msg).startsWith('the account goes on'))).toEqual([]);
    expect(await text('/api/v1/status')).toContain('"token_refused":false');
  });
});

describe('a clock', () => {
  it.each([
    [4, []],
    [-4, []],
    [6, ["6 minutes ahead of Webex's"]],
    [-90, ["90 minutes behind Webex's"]],
  ])('that is %i minutes ahead of the answers is told of once', async (minutes, words) => {
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: 'https://analytics.webexapis.com' },
      async elsewhere(url, init, { simulator }) {
        const answer = await simulator.app.request(url.href, init);
        const date = new Date(installation.clock.now() - minutes * 60_000).toUTCString();
        return new Response(answer.body, {
          status: answer.status,
          headers: { date, trackingid: 'ROUTER_1' },
        });
      },
    });
    const { log, firstOutcome, nextOutcome } = installation;
    for (const outcome of [firstOutcome, nextOutcome, nextOutcome])
      expect(await outcome(site)).toBe('success');
    const said = log.filter(({ msg }) => String(msg).startsWith('the clock of this machine is wrong'));
    expect(said.map(({ clock }) => clock)).toEqual(words);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %i is not followed', async (status) => {
    const reached: string[] = [];
    const target = createServer((request, response) => {
      reached.push(`${request.url} ${request.headers.authorization}`);
      response.end('{}');
    });
    const gateway = createServer((_request, response) => {
      const location = `http://127.0.0.1:${portOf(target)}/stolen`;
      response.writeHead(status, { location }).end();
    });
    for (const server of [target, gateway]) await once(server.listen(0, '127.0.0.1'), 'listening');
    await using installation = await createInstallation({
      env: { WEBEX_ANALYTICS_URL: `http://127.0.0.1:${portOf(gateway)}` },
      elsewhere: programFetch,
    });
    expect(await installation.firstOutcome(site)).toBe('invalid_response');
    const failed = installation.log.find(({ msg }) => msg === 'poll failed');
    expect(failed?.['status']).toBe(status);
    expect(failed?.['problem']).toContain('redirects are not followed');
    expect(reached).toEqual([]);
    for (const server of [target, gateway]) {
      server.closeAllConnections();
      server.close();
    }
  });
});

interface ElsewhereOptions {
  /** Default: all sites. */
  readonly target?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An exporter with the real base URLs, and the simulator behind every host. */
function createElsewhere(
  fault: Fault,
  { target = 'all', env = {} }: ElsewhereOptions = {},
): Promise<Installation> {
  return createInstallation({
    env: { WEBEX_ANALYTICS_URL: undefined, WEBEX_API_URL: undefined, ...env },
    prepare: ({ faults }) => faults.set(target, fault),
    elsewhere: async (url, init, { simulator }) => simulator.app.request(url.href, init),
  });
}

function hostsOf({ asked }: Installation, name: string): string[] {
  return asked.filter(({ url }) => url.searchParams.get('siteUrl') === name).map(({ url }) => url.host);
}
