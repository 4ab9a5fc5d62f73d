import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../../src/http/app.ts';
import { createGuard } from '../../../../src/http/web-config/guard.ts';
import { OPEN_WEB_CONFIG, type WebConfig } from '../../../../src/http/web-config/web-config.ts';
import { statusPages, toMetricsPage } from '../../../support/page.ts';
import { createView } from '../../../support/status-example.ts';

const PATHS = ['/', '/api/v1/status', '/metrics', '/-/healthy', '/-/ready', '/nothing-here'];
const STATUS = statusPages(() => createView([]));
const USERS = new Map([['alice', hashSync('wonderland', 4)]]);
const AUTHORIZATION = `Basic ${Buffer.from('alice:wonderland').toString('base64')}`;

function createTestApp(config: () => Partial<WebConfig>, now = () => 0): ReturnType<typeof createApp> {
  return createApp({
    telemetryPath: '/metrics',
    metrics: () => Promise.resolve(toMetricsPage('the page\n')),
    ...STATUS,
    isAlive: () => true,
    unpolled: () => [],
    onError: () => undefined,
    guard: createGuard(() => ({ ...OPEN_WEB_CONFIG, ...config() }), now),
  });
}

describe.each(PATHS)('%s with users', (path) => {
  const app = createTestApp(() => ({ users: USERS }));

  it.each(['GET', 'HEAD', 'POST', 'OPTIONS'])('asks %s for credentials', async (method) => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic\b/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is as ever for those who have them', async () => {
    const response = await app.request(path, { headers: { authorization: AUTHORIZATION } });
    expect(response.status).toBe(path === '/nothing-here' ? 404 : 200);
    expect(response.headers.has('www-authenticate')).toBe(false);
  });
});

describe('users that change', () => {
  it('are asked for from the next request on', async () => {
    let users: WebConfig['users'] = new Map();
    const app = createTestApp(() => ({ users }));
    expect((await app.request('/metrics')).status).toBe(200);
    users = USERS;
    expect((await app.request('/metrics')).status).toBe(401);
  });
});

describe('security headers', () => {
  const broken = createApp({
    telemetryPath: '/metrics',
    metrics: () => Promise.reject(new Error('broken')),
    ...STATUS,
    isAlive: () => false,
    unpolled: () => ['acme.webex.com 1d'],
    onError: () => undefined,
  });

  it.each([
    ['/', 'GET', 200],
    ['/', 'POST', 405],
    ['/metrics', 'GET', 500],
    ['/-/healthy', 'GET', 503],
    ['/-/ready', 'GET', 503],
    ['/nothing-here', 'GET', 404],
  ])('are on %s %s, %i', async (path, method, status) => {
    const response = await broken.request(path, { method });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-\S+'; /,
    );
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  });

  it.each(['style', 'script'])("allow the status page's own %s and need allow no other", async (element) => {
    const response = await broken.request('/');
    const page = await response.text();
    const texts = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(
      ([, text = '']) => text,
    );
    const hashes = texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    expect(hashes).toHaveLength(1);
    expect(response.headers.get('content-security-policy')).toContain(`${element}-src ${hashes.join(' ')};`);
    expect(page.match(new RegExp(`<${element}\\b`, 'g'))).toHaveLength(1);
    expect(page).not.toMatch(/<(img|iframe|object|embed)\b| style=| on\w+=/);
  });

  it('are those of the web configuration where it has some, on refusals too', async () => {
    const headers = {
      'Content-Security-Policy': "default-src 'self'",
      'X-Frame-Options': 'sameorigin',
      'Strict-Transport-Security': 'max-age=60',
      'X-XSS-Protection': '',
    };
    const app = createTestApp(() => ({ headers, users: USERS }));
    for (const authorization of [AUTHORIZATION, '']) {
      const response = await app.request('/', { headers: { authorization } });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-security-policy': "default-src 'self'",
        'x-frame-options': 'sameorigin',
        'strict-transport-security': 'max-age=60',
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers.has('x-xss-protection')).toBe(false);
    }
  });

  it('can be taken away by a blank one', async () => {
    const app = createTestApp(() => ({ headers: { 'Content-Security-Policy': '' } }));
    expect((await app.request('/')).headers.has('content-security-policy')).toBe(false);
  });
});

describe('the rate limit', () => {
  it('gives 429 when the burst is used up, and a request more each interval, credentials or not', async () => {
    let nowMs = 5000;
    const rateLimit = { intervalMs: 1000, burst: 3 };
    // A new object each time, as after each reading of the file.
    const app = createTestApp(
      () => ({ rateLimit: { ...rateLimit }, users: USERS }),
      () => nowMs,
    );
    const ask = async (): Promise<number> => (await app.request('/metrics')).status;

    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([401, 401, 401, 429]);
    nowMs += 999;
    expect(await ask()).toBe(429);
    nowMs += 1;
    expect([await ask(), await ask()]).toEqual([401, 429]);
    nowMs += 3_600_000;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([401, 401, 401, 429]);
    nowMs -= 60_000;
    expect(await ask()).toBe(429);
    rateLimit.burst = 1;
    expect([await ask(), await ask()]).toEqual([401, 429]);
  });
});
