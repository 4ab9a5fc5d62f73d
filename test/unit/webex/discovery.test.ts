import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createApi, type Api, type ApiAnswer } from '../../../src/webex/ask.ts';
import { mergeSites } from '../../../src/config/account.ts';
import { discoverSites, type SiteFilter } from '../../../src/webex/discovery.ts';
import { hasProPack } from '../../../src/webex/licences.ts';
import type { Outcome } from '../../../src/webex/outcome.ts';
import { createFixedToken, type TokenSource } from '../../../src/webex/token.ts';
import { containing } from '../../support/containing.ts';
import { createSimulatedWebex } from '../../support/simulated-webex.ts';

const ALL: SiteFilter = { discoverInclude: [], discoverExclude: [] };
const DEMO = ['acme-apac.webex.com', 'acme-eu.webex.com', 'acme-labs.webex.com', 'acme.webex.com'];
const { signal } = new AbortController();

/** An organisation in this process, and what was asked of it. */
function createOrganisation(
  organisation: SimulatorOptions['organisation'] = {},
  tokens: TokenSource = createFixedToken(new Secret(SIMULATOR_CREDENTIALS.accessToken)),
) {
  const { clock, simulator, sent, exchange } = createSimulatedWebex({ organisation });
  const baseUrl = new URL('https://proxy.example/webex');
  // The simulator has no such proxy before it.
  const withoutBase: typeof exchange = (request, stop) =>
    exchange({ ...request, url: new URL(request.url.href.replace('/webex/', '/')) }, stop);
  const api = createApi(
    { exchange: withoutBase, now: clock.now, redact: (text) => text },
    { tokens, baseUrl },
  );
  const asked = (): string[] => simulator.requests.log.map(({ endpoint }) => endpoint);
  const urls = (): string[] => sent.map(({ url }) => url);
  return { simulator, api, urls, asked };
}

/** An API that gives these answers by endpoint. */
function answering(answers: Readonly<Record<string, ApiAnswer>>): Api {
  return {
    ask: async ({ endpoint }) =>
      Promise.resolve(answers[endpoint] ?? { failure: { outcome: 'forbidden', message: 'no scope' } }),
  };
}

const of = (document: unknown, link?: string): ApiAnswer => ({ document, link });

describe('discoverSites', () => {
  it('reads the sites of all licences, each once, without asking further', async () => {
    const { api, asked } = createOrganisation();
    expect(await discoverSites(api, ALL, signal)).toEqual({
      kind: 'found',
      method: 'licenses',
      sites: DEMO,
      leftOut: [],
    });
    expect(asked()).toEqual(['licenses']);
  });

  it('reads all pages, and asks only the configured host for them', async () => {
    const { api, urls } = createOrganisation({ licensesPerPage: 3 });
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ kind: 'found', sites: DEMO });
    expect(urls()).toEqual([
      'https://proxy.example/v1/licenses',
      'https://proxy.example/v1/licenses?cursor=3',
      'https://proxy.example/v1/licenses?cursor=6',
      'https://proxy.example/v1/licenses?cursor=9',
    ]);
  });

  it('ends when a page names itself as the next one', async () => {
    let asked = 0;
    const api: Api = {
      ask: async () => {
        asked += 1;
        return Promise.resolve(
          of({ items: [{ siteUrl: 'a.webex.com' }] }, '<https://evil.example/x?cursor=1>; rel="next"'),
        );
      },
    };
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ sites: ['a.webex.com'] });
    expect(asked).toBe(2);
  });

  it.each([
    [['analytics:read_all'], 'live_monitoring', ['licenses', 'live_monitoring']],
    [['spark:people_read'], 'people', ['licenses', 'live_monitoring', 'people']],
  ])('with scopes %j alone asks %s', async (scopes, method, asks) => {
    const { api, asked } = createOrganisation({ scopes });
    // The caller's own sites without those where they only attend.
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ kind: 'found', method, sites: DEMO });
    expect(asked()).toEqual(asks);
  });

  it('says of each way why it failed', async () => {
    const { api } = createOrganisation({ scopes: [] });
    const discovery = await discoverSites(api, ALL, signal);
    expect(discovery).toMatchObject({
      kind: 'failed',
      outcome: 'forbidden',
      attempts: [
        {
          method: 'licenses',
          failure: { message: containing('spark-admin:licenses_read') },
        },
        {
          method: 'live_monitoring',
          failure: { message: containing('analytics:read_all') },
        },
        { method: 'people', failure: { message: containing('spark:people_read') } },
      ],
    });
  });

  it.each<Outcome>(['unauthorized', 'rate_limited', 'server_error', 'timeout', 'network'])(
    'does not fall back to a narrower way after %s, which would make sites vanish',
    async (outcome) => {
      if (outcome === 'success') throw new Error('no failure');
      const api = answering({
        licenses: { failure: { outcome, message: 'for now' } },
        people: of({ siteUrls: ['a.webex.com'] }),
      });
      expect(await discoverSites(api, ALL, signal)).toMatchObject({
        kind: 'failed',
        outcome,
        attempts: [{ method: 'licenses' }],
      });
    },
  );

  it.each<[string, unknown, Outcome]>([
    ['no JSON', undefined, 'invalid_response'],
    ['a list', [], 'invalid_response'],
    ['no items', { items: 'many' }, 'invalid_response'],
    ['licences without a site', { items: [{ name: 'Messaging' }, null, 7] }, 'no_data'],
    [
      'no host name among them',
      {
        items: [
          'https://a.webex.com',
          'a.webex.com/x',
          '../etc',
          'a',
          'a..com',
          'a.webex.com:443',
          '',
          'x\n.webex.com',
        ].map((siteUrl) => ({ siteUrl })),
      },
      'no_data',
    ],
  ])('goes on from %s', async (_, document, outcome) => {
    const api = answering({ licenses: of(document), live_monitoring: of({ siteUrls: ['b.webex.com'] }) });
    expect(await discoverSites(api, ALL, signal)).toMatchObject({
      method: 'live_monitoring',
      sites: ['b.webex.com'],
    });
    const failed = await discoverSites(answering({ licenses: of(document) }), ALL, signal);
    expect(failed).toMatchObject({ attempts: [{ failure: { outcome } }, {}, {}] });
  });

  it('takes upper and lower case for the same site', async () => {
    const api = answering({
      live_monitoring: of({ siteUrls: ['B.Webex.com', 'b.webex.com ', 'a.webex.com'] }),
    });
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ sites: ['a.webex.com', 'b.webex.com'] });
  });

  it('keeps sites where one only attends if there are no others', async () => {
    const api = answering({ people: of({ siteUrls: ['a.webex.com#attendee'] }) });
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ sites: ['a.webex.com'] });
  });

  it.each<[SiteFilter, readonly string[]]>([
    [{ discoverInclude: ['acme.*'], discoverExclude: [] }, ['acme.webex.com']],
    [
      { discoverInclude: ['ACME-*'], discoverExclude: ['*labs*'] },
      ['acme-apac.webex.com', 'acme-eu.webex.com'],
    ],
    [
      { discoverInclude: [], discoverExclude: ['acme-??.webex.com'] },
      ['acme-apac.webex.com', 'acme-labs.webex.com', 'acme.webex.com'],
    ],
    [
      { discoverInclude: ['*-*s*.com', 'acme.webex.com'], discoverExclude: [] },
      ['acme-labs.webex.com', 'acme.webex.com'],
    ],
    [{ discoverInclude: ['acme'], discoverExclude: [] }, []],
    [{ discoverInclude: ['*'], discoverExclude: ['*'] }, []],
    [{ discoverInclude: ['acme+webex.com', 'acme.webex.co', 'acme.webex.com?'], discoverExclude: [] }, []],
  ])('with %j finds %j and leaves out the rest', async (filter, sites) => {
    const discovery = await discoverSites(createOrganisation().api, filter, signal);
    expect(discovery).toMatchObject({
      kind: 'found',
      sites,
      leftOut: DEMO.filter((site) => !sites.includes(site)),
    });
  });

  it('needs no time for a pattern that makes others go through every way to match', async () => {
    const site = `${'a'.repeat(60)}.${'a'.repeat(60)}.${'a'.repeat(60)}.com`;
    const api = answering({ live_monitoring: of({ siteUrls: [site] }) });
    const filter = { discoverInclude: [`${'*a'.repeat(60)}*b`], discoverExclude: [] };
    expect(await discoverSites(api, filter, signal)).toMatchObject({ sites: [], leftOut: [site] });
  });
});

describe('the API behind it', () => {
  it('replaces a refused token once', async () => {
    const good = { token: new Secret(SIMULATOR_CREDENTIALS.accessToken) };
    const tokens: TokenSource = {
      ...createFixedToken(new Secret('old')),
      replace: async () => Promise.resolve(good),
    };
    const { api, asked } = createOrganisation({}, tokens);
    expect(await discoverSites(api, ALL, signal)).toMatchObject({ kind: 'found' });
    expect(asked()).toEqual(['licenses', 'licenses']);
  });

  it('ends with the token source’s words when there is no other', async () => {
    const { api, asked } = createOrganisation({}, createFixedToken(new Secret('old')));
    expect(await discoverSites(api, ALL, signal)).toMatchObject({
      kind: 'failed',
      outcome: 'unauthorized',
    });
    expect(asked()).toEqual(['licenses']);
  });
});

describe('hasProPack', () => {
  it.each([
    [{}, true],
    [{ hasProPack: false }, false],
    [{ scopes: [] }, undefined],
  ])('of an organisation with %j is %s', async (organisation, expected) => {
    expect(await hasProPack(createOrganisation(organisation).api, signal)).toBe(expected);
  });
});

describe('mergeSites', () => {
  it('puts the explicit sites first, in their order, and each site once', () => {
    expect(mergeSites(['z.webex.com', 'b.webex.com'], ['a.webex.com', 'b.webex.com'])).toEqual([
      'z.webex.com',
      'b.webex.com',
      'a.webex.com',
    ]);
  });
});
