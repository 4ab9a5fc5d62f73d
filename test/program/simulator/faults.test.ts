import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import {
  aggregatesPath,
  bearer,
  createMondaySimulator,
  parseObject,
  readObject,
} from '../../unit/simulator/requests.ts';

const siteUrl = 'acme-eu.webex.com';
const week = { siteUrl, from: '2026-11-16', to: '2026-11-22' };
const slept: number[] = [];
let simulator: Simulator;
let running: RunningSimulator;

beforeEach(async () => {
  slept.length = 0;
  simulator = createMondaySimulator({
    async sleep(ms) {
      slept.push(ms);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  });
  running = await listenSimulator(simulator);
});

afterEach(async () => {
  await running.close();
});

async function ask(
  query: Readonly<Record<string, string>> = week,
  init: RequestInit = {},
): Promise<Response> {
  return fetch(running.url + aggregatesPath(query), { ...bearer(), ...init });
}

async function askUnder(fault: Fault): Promise<{ status: number; headers: Headers; text: string }> {
  simulator.faults.set(siteUrl, fault);
  const response = await ask();
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const truth = (): string => JSON.stringify(simulator.answer(week.siteUrl, week.from, week.to));

/** The code with which fetch failed. */
async function failureOf(answer: Promise<Response>): Promise<unknown> {
  try {
    const response = await answer;
    await response.text();
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : String(error);
  }
  return 'no failure';
}

describe('a site without a fault', () => {
  it('answers the truth', async () => {
    expect(await (await ask()).text()).toBe(truth());
  });
});

describe('a fault of a status', () => {
  it("has Webex's error, and Retry-After as given", async () => {
    const { status, headers, text } = await askUnder({
      kind: 'status',
      status: 429,
      retryAfter: 'rand(30),add(30)',
    });
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('rand(30),add(30)');
    expect(JSON.parse(text)).toEqual({
      message: 'Too Many Requests',
      errors: [{ description: 'Too Many Requests' }],
      trackingId: headers.get('trackingId'),
    });
  });

  it('has the body it is given', async () => {
    const { status, text } = await askUnder({ kind: 'status', status: 403, body: 'no licence' });
    expect([status, text]).toEqual([403, 'no licence']);
  });

  it('can be without a body', async () => {
    const { status, text } = await askUnder({ kind: 'status', status: 204 });
    expect([status, text]).toEqual([204, '']);
  });
});

describe('a fault of the body', () => {
  it('html', async () => {
    const { status, headers, text } = await askUnder({ kind: 'html' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(text).toContain('<html>');
  });

  it('broken-json', async () => {
    const { status, text } = await askUnder({ kind: 'broken-json' });
    expect(status).toBe(200);
    expect(truth().startsWith(text)).toBe(true);
    expect(() => parseObject(text)).toThrow(SyntaxError);
  });

  it('empty', async () => {
    const { status, text } = await askUnder({ kind: 'empty' });
    expect([status, text]).toEqual([200, '']);
  });

  it('no-figures', async () => {
    const { text } = await askUnder({ kind: 'no-figures' });
    expect(JSON.parse(text)).toEqual({ siteUrl, startDate: week.from, endDate: week.to, metrics: {} });
  });

  it('other-site', async () => {
    const { text } = await askUnder({ kind: 'other-site' });
    expect(JSON.parse(text)).toEqual(simulator.answer('acme-apac.webex.com', week.from, week.to));
  });

  it('other-site where there is only one', async () => {
    const alone = createMondaySimulator({ sites: [siteUrl] });
    alone.faults.set(siteUrl, { kind: 'other-site' });
    const response = await alone.app.request(aggregatesPath(week), bearer());
    expect((await readObject(response))['siteUrl']).toBe('another-company.webex.com');
  });

  it('raw', async () => {
    const { text } = await askUnder({ kind: 'raw', body: '{"metrics":{"__proto__":1}}' });
    expect(text).toBe('{"metrics":{"__proto__":1}}');
  });

  it('oversize: more than 8 MiB around the right answer', async () => {
    const { text } = await askUnder({ kind: 'oversize' });
    expect(text.length).toBeGreaterThan(8 * 1024 * 1024);
    const { padding, ...rest } = parseObject(text);
    expect(padding).toMatch(/^x+$/);
    expect(JSON.stringify(rest)).toBe(truth());
    expect(simulator.requests.inFlight).toBe(0);
  });

  it('oversize stops when the client has had enough', async () => {
    simulator.faults.set(siteUrl, { kind: 'oversize' });
    const response = await ask();
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await vi.waitFor(() => expect(simulator.requests.inFlight).toBe(0));
    expect(slept.length).toBeLessThan(144);
  });

  it('drip: the right answer in pieces', async () => {
    const { text } = await askUnder({ kind: 'drip', chunkBytes: 50, intervalMs: 12_345 });
    expect(text).toBe(truth());
    expect(slept.every((ms) => ms === 12_345)).toBe(true);
    expect(slept.length).toBeGreaterThanOrEqual(Buffer.byteLength(text) / 50);
    expect(simulator.requests.inFlight).toBe(0);
  });
});

describe('a fault of the connection', () => {
  it('delay: the right answer after the time', async () => {
    const { text } = await askUnder({ kind: 'delay', delayMs: 86_000 });
    expect(text).toBe(truth());
    expect(slept).toEqual([86_000]);
  });

  it('reset', async () => {
    simulator.faults.set(siteUrl, { kind: 'reset' });
    expect(await failureOf(ask())).toBe('ECONNRESET');
    expect(simulator.requests.log.at(-1)).toMatchObject({ siteUrl, status: null });
    expect(simulator.requests.inFlight).toBe(0);
  });

  it('hang, until the client leaves', async () => {
    simulator.faults.set(siteUrl, { kind: 'hang' });
    const leaving = new AbortController();
    const failure = failureOf(ask(week, { signal: leaving.signal }));
    await vi.waitFor(() => expect(simulator.requests.inFlight).toBe(1));
    leaving.abort();
    expect(await failure).not.toBe('no failure');
    await vi.waitFor(() => expect(simulator.requests.inFlight).toBe(0));
    expect(simulator.requests.log).toMatchObject([{ siteUrl, status: null }]);
  });

  it('hang, counted while it lasts, ended by close', async () => {
    simulator.faults.set('all', { kind: 'hang' });
    const failures = simulator.sites.map((site) => failureOf(ask({ siteUrl: site })));
    await vi.waitFor(() => expect(simulator.requests.inFlight).toBe(4));
    await running.close();
    expect(await Promise.all(failures)).not.toContain('no failure');
    await vi.waitFor(() => expect(simulator.requests.inFlight).toBe(0));
    expect(simulator.requests.maxInFlight).toBe(4);
    await running.close();
  });

  it('drip in real time, ended when the client leaves', async () => {
    const slow = createMondaySimulator();
    slow.faults.set(siteUrl, { kind: 'drip', chunkBytes: 1, intervalMs: 60_000 });
    const server = await listenSimulator(slow);
    const leaving = new AbortController();
    const response = fetch(server.url + aggregatesPath(week), { ...bearer(), signal: leaving.signal });
    await vi.waitFor(() => expect(slow.requests.log).toMatchObject([{ status: 200 }]));
    leaving.abort();
    expect(await failureOf(response)).not.toBe('no failure');
    await vi.waitFor(() => expect(slow.requests.inFlight).toBe(0));
    await server.close();
  });

  it('rejects in process, where there is no connection to lose', async () => {
    simulator.faults.set(siteUrl, { kind: 'reset' });
    await expect(simulator.app.request(aggregatesPath(week), bearer())).rejects.toThrow('reset');
    simulator.faults.set(siteUrl, { kind: 'hang' });
    const leaving = new AbortController();
    const answer = Promise.resolve(
      simulator.app.request(aggregatesPath(week), { ...bearer(), signal: leaving.signal }),
    );
    leaving.abort();
    await expect(answer).rejects.toThrow('left');
    expect(simulator.requests.inFlight).toBe(0);
  });
});

describe('a body that nobody reads any more', () => {
  it('stops waiting for its next piece', async () => {
    const waits: AbortSignal[] = [];
    const slow = createMondaySimulator({
      async sleep(_, signal) {
        waits.push(signal);
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
      },
    });
    slow.faults.set(siteUrl, { kind: 'drip' });
    const response = await slow.app.request(aggregatesPath(week), bearer());
    expect(waits.map((signal) => signal.aborted)).toEqual([false]);
    await response.body?.cancel();
    expect(waits.map((signal) => signal.aborted)).toEqual([true]);
    expect(slow.requests.inFlight).toBe(0);
  });
});

describe('a refused region', () => {
  it('names the host that serves the data', async () => {
    const { status, text } = await askUnder({
      kind: 'region',
      status: 451,
      host: 'analytics-ca.webexapis.com',
    });
    expect(status).toBe(451);
    expect(parseObject(text)).toMatchObject({ errorCode: 451 });
    expect(parseObject(text)['message']).toContain('https://analytics-ca.webexapis.com');
  });

  it('says what it is told to', async () => {
    const { status, text } = await askUnder({
      kind: 'region',
      status: 403,
      body: 'use "analytics-eu.webexapis.com".',
    });
    expect([status, text]).toEqual([403, 'use "analytics-eu.webexapis.com".']);
  });

  it('answers at the named host', async () => {
    simulator.faults.set(siteUrl, { kind: 'region', status: 451 });
    const path = `https://analytics-eu.webexapis.com${aggregatesPath(week)}`;
    expect((await simulator.app.request(path, bearer())).status).toBe(200);
  });
});

describe('the reach of a fault', () => {
  const statusOf = async (query: Readonly<Record<string, string>>): Promise<number> =>
    (await ask(query)).status;

  it('is one site, or all that have none of their own', async () => {
    simulator.faults.set(siteUrl, { kind: 'status', status: 500 });
    expect([await statusOf(week), await statusOf({ siteUrl: 'acme.webex.com' })]).toEqual([500, 200]);
    simulator.faults.set('all', { kind: 'status', status: 503 });
    expect([await statusOf(week), await statusOf({ siteUrl: 'acme.webex.com' })]).toEqual([500, 503]);
    simulator.faults.clear('all');
    simulator.faults.clear(siteUrl);
    expect([await statusOf(week), await statusOf({ siteUrl: 'acme.webex.com' })]).toEqual([200, 200]);
  });

  it('ends after so many requests', async () => {
    simulator.faults.set(siteUrl, { kind: 'status', status: 500, times: 2 });
    expect(await statusOf(week)).toBe(500);
    expect(simulator.faults.list()).toMatchObject({ [siteUrl]: { times: 1 } });
    expect([await statusOf(week), await statusOf(week)]).toEqual([500, 200]);
    expect(simulator.faults.list()).toEqual({});
  });

  it('can be one window, which alone uses it up', async () => {
    simulator.faults.set(siteUrl, { kind: 'status', status: 500, windowDays: 7, times: 1 });
    expect(await statusOf({ siteUrl })).toBe(200);
    expect([await statusOf(week), await statusOf(week)]).toEqual([500, 200]);
  });

  it('is only what would have been answered', async () => {
    simulator.faults.set(siteUrl, { kind: 'status', status: 500, times: 1 });
    expect((await ask(week, { headers: {} })).status).toBe(401);
    expect(await statusOf({ siteUrl, to: 'tomorrow' })).toBe(400);
    expect(await statusOf(week)).toBe(500);
  });

  it('is no site that is not simulated', () => {
    expect(() => simulator.faults.set('nobody.webex.com', { kind: 'hang' })).toThrow(RangeError);
  });
});
