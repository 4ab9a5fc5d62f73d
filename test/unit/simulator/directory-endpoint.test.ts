import { describe, expect, it } from 'vitest';
import { bearer, createMondaySimulator, mondayMs, readObject } from './requests.ts';

const LIVE = '/v1/livemonitoring/liveMeetingsByCountry';
const PATHS = ['/v1/licenses', LIVE, '/v1/people/me', '/v1/authorizations/tokenExpiry'];

function requestOf(path: string): RequestInit {
  return path === LIVE ? { method: 'POST', body: '{}' } : {};
}

describe('the general API', () => {
  it.each(PATHS)('%s needs a valid token', async (path) => {
    const { app } = createMondaySimulator();
    const request = requestOf(path);
    expect((await app.request(path, request)).status).toBe(401);
    expect((await app.request(path, { ...request, ...bearer('another') })).status).toBe(401);
    expect((await app.request(path, { ...request, ...bearer() })).status).toBe(200);
  });

  it.each(PATHS.slice(0, 3))('%s needs its scope', async (path) => {
    const { app, organisation } = createMondaySimulator();
    organisation.configure({ scopes: [] });
    expect((await app.request(path, { ...requestOf(path), ...bearer() })).status).toBe(403);
  });

  it('names each site in the licences, page by page', async () => {
    const simulator = createMondaySimulator({
      organisation: { licensesPerPage: 4, retiredSites: ['old.webex.com'] },
    });
    const sites = new Set<unknown>();
    let path: string | undefined = '/v1/licenses';
    let pages = 0;
    while (path !== undefined) {
      const response: Response = await simulator.app.request(path, bearer());
      pages += 1;
      const { items } = await readObject(response);
      for (const [, site] of JSON.stringify(items).matchAll(/"siteUrl":"([^"]+)"/g)) sites.add(site);
      path = /<https:\/\/webexapis\.com([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toBe(3);
    expect([...sites]).toEqual([...simulator.sites, 'old.webex.com']);
  });

  it('gives the end of a token in milliseconds', async () => {
    const { app, tokens } = createMondaySimulator();
    const { access_token: token } = tokens.issue();
    const response = await app.request('/v1/authorizations/tokenExpiry', bearer(token));
    expect(await readObject(response)).toEqual({ exp: mondayMs + 1_209_599_000 });
  });

  it('refuses analytics without scope or Pro Pack', async () => {
    const { app, organisation } = createMondaySimulator();
    const ask = () =>
      app.request('/v1/analytics/meetingsMetrics/aggregates?siteUrl=acme.webex.com', bearer());
    organisation.configure({ hasProPack: false });
    expect((await ask()).status).toBe(403);
    organisation.configure({ hasProPack: true, scopes: ['spark:people_read'] });
    expect((await ask()).status).toBe(403);
    organisation.configure({ scopes: ['analytics:read_all'] });
    expect((await ask()).status).toBe(200);
  });
});
