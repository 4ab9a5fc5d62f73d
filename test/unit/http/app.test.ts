import { describe, expect, it } from 'vitest';
import { createApp, type AppOptions } from '../../../src/http/app.ts';
import { statusPages, toMetricsPage } from '../../support/page.ts';
import { createFailing, createSite, createView, createWindow } from '../../support/status-example.ts';

function createTestApp(options: Partial<AppOptions> = {}): ReturnType<typeof createApp> {
  return createApp({
    telemetryPath: '/metrics',
    metrics: () => Promise.resolve(toMetricsPage('the ', 'page\n')),
    ...statusPages(() => createView([])),
    isAlive: () => true,
    unpolled: () => [],
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

const PATHS = ['/', '/api/v1/status', '/api/v1/figures', '/metrics', '/-/healthy', '/-/ready'];

describe.each(PATHS)('%s', (path) => {
  it('answers GET', async () => {
    const response = await createTestApp().request(path);
    expect(response.status).toBe(200);
    expect((await response.text()).length).toBeGreaterThan(0);
  });

  it('answers HEAD as GET, without the body', async () => {
    const app = createTestApp();
    const head = await app.request(path, { method: 'HEAD' });
    const get = await app.request(path);
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(await head.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('refuses %s', async (method) => {
    const response = await createTestApp().request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('the metrics page', () => {
  it('is given as it was made, with its type', async () => {
    const response = await createTestApp().request('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('the page\n');
  });

  it('stands where it was told to, and only there', async () => {
    const app = createTestApp({ telemetryPath: '/webex/metrics' });
    expect((await app.request('/webex/metrics')).status).toBe(200);
    expect((await app.request('/metrics')).status).toBe(404);
  });

  it('does not mind a query', async () => {
    expect((await createTestApp().request('/metrics?collect[]=all')).status).toBe(200);
  });

  it('is a 500 when it cannot be made, and says nothing of why', async () => {
    const errors: string[] = [];
    const app = createTestApp({
      metrics: () => Promise.reject(new Error('secret detail')),
      onError: ({ message }) => errors.push(message),
    });
    const response = await app.request('/metrics');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('internal error, see the log\n');
    expect(errors).toEqual(['secret detail']);
  });
});

describe('the status page', () => {
  it('is HTML that no cache keeps', async () => {
    const response = await createTestApp().request('/');
    expect(response.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is a 500 when it cannot be made', async () => {
    const errors: string[] = [];
    const app = createTestApp({
      statusPage: () => {
        throw new Error('oh no');
      },
      onError: ({ message }) => errors.push(message),
    });
    expect((await app.request('/')).status).toBe(500);
    expect(errors).toEqual(['oh no']);
  });
});

describe.each(['/', '/api/v1/status'])('the status at %s', (path) => {
  const sites = [
    createSite('good.webex.com', [createWindow()]),
    createSite('bad.webex.com', [createFailing('timeout')]),
  ];
  const app = createTestApp(statusPages(() => createView(sites)));

  it('is kept by no cache', async () => {
    expect((await app.request(path)).headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['', ['bad', 'good']],
    ['?sort=next&outcome=failing', ['bad']],
    ['?outcome=success', ['good']],
    ['?q=GOOD', ['good']],
    ['?q=a&q=b&outcome=%00&sort=sideways', []],
  ])('shows with %s %j', async (query, expected) => {
    const response = await app.request(`${path}${query}`);
    expect(response.status).toBe(200);
    const text = await response.text();
    const sitesShown = text.matchAll(/(?:<th scope="row">.*?|"site":")(bad|good)\.webex\.com/g);
    expect(Array.from(sitesShown, ([, site]) => site)).toEqual(expected);
  });
});

describe('health', () => {
  it('is that of the poll loop', async () => {
    let isAlive = true;
    const app = createTestApp({ isAlive: () => isAlive });
    expect((await app.request('/-/healthy')).status).toBe(200);
    isAlive = false;
    const response = await app.request('/-/healthy');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('poll loop');
  });

  it('does not wait for the first polls', async () => {
    const app = createTestApp({ unpolled: () => ['acme.webex.com 1d'] });
    expect((await app.request('/-/healthy')).status).toBe(200);
  });
});

describe('readiness', () => {
  it('comes with the first poll of everything; until then it lists what is missing', async () => {
    let missing = ['acme.webex.com 1d', 'acme-eu.webex.com 7d'];
    const app = createTestApp({ unpolled: () => missing });
    const before = await app.request('/-/ready');
    expect(before.status).toBe(503);
    expect((await before.text()).trimEnd().split('\n').slice(1)).toEqual(missing);
    missing = [];
    expect((await app.request('/-/ready')).status).toBe(200);
  });
});

describe('a request that would change something', () => {
  const ask = async (headers: Record<string, string>, externalUrl?: string): Promise<string> => {
    let reloads = 0;
    const app = createTestApp({
      externalUrl: externalUrl === undefined ? undefined : new URL(externalUrl),
      reload: () => {
        reloads++;
        return Promise.resolve(undefined);
      },
    });
    const response = await app.request('http://exporter:10054/-/reload', { method: 'POST', headers });
    return `${response.status}, ${reloads} reloads`;
  };

  it.each([
    'http://evil.example',
    'http://exporter',
    'http://exporter:10055',
    'https://exporter.evil.example:10054',
    'null',
    '',
    'file://',
  ])('is refused on behalf of the origin "%s"', async (origin) => {
    expect(await ask({ origin })).toBe('403, 0 reloads');
    expect(await ask({ origin }, 'https://webex.example/path')).toBe('403, 0 reloads');
  });

  it.each([
    ['no origin', {}],
    ['its own', { origin: 'http://exporter:10054' }],
    ['its own behind TLS of a proxy', { origin: 'https://exporter:10054' }],
    ['that of the external URL', { origin: 'https://webex.example' }],
  ])('is obeyed with %s', async (_, headers) => {
    expect(await ask(headers, 'https://webex.example/path')).toBe('200, 1 reloads');
  });
});

describe('any other path', () => {
  it.each(['/nothing', '/metrics/', '/metrics/x', '//', '/-/', '/-/quit', '/%00', '/..%2f', '/<script>'])(
    '%s is a 404 that repeats nothing of it',
    async (path) => {
      const response = await createTestApp().request(`http://127.0.0.1${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await response.text()).toBe('not found\n');
    },
  );
});

describe('a poll on demand', () => {
  const ask = (accept: string): Promise<Response> =>
    Promise.resolve(
      createTestApp({ pollNow: () => 3 }).request('/-/poll?site=acme.webex.com', {
        method: 'POST',
        headers: { accept },
      }),
    );

  it('leads a browser back to the status page, wherever that is mounted', async () => {
    const response = await ask('text/html,application/xhtml+xml;q=0.9');
    expect([response.status, response.headers.get('location')]).toEqual([303, '../']);
  });

  it('tells a program how many polls are due', async () => {
    const response = await ask('*/*');
    expect([response.status, await response.text()]).toEqual([200, 'due now: 3\n']);
  });
});
