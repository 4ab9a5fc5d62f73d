import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import { aggregatesPath, bearer, createMondaySimulator, parseObject } from './requests.ts';

const siteUrl = 'acme-eu.webex.com';

async function put(
  simulator: Simulator,
  path: string,
  body: unknown,
): Promise<{ status: number; message: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await simulator.app.request(path, { method: 'PUT', body: text });
  const answer = await response.text();
  return { status: response.status, message: answer === '' ? undefined : parseObject(answer)['message'] };
}

describe('GET /simulator', () => {
  it('tells the seed, the clock, the sites, the faults and the incidents', async () => {
    const simulator = createMondaySimulator({ seed: 7 });
    simulator.faults.set(siteUrl, { kind: 'hang', times: 3 });
    simulator.incidents.set(siteUrl, { factor: 2, from: '2026-11-01', to: '2026-11-02' });
    const response = await simulator.app.request('/simulator');
    expect(await response.json()).toEqual({
      seed: 7,
      clock: { now: '2026-11-23T19:30:00.000Z', isSettable: false },
      sites: ['acme.webex.com', 'acme-eu.webex.com', 'acme-apac.webex.com', 'acme-labs.webex.com'],
      faults: { [siteUrl]: { kind: 'hang', times: 3 } },
      incidents: { [siteUrl]: { factor: 2, from: '2026-11-01', to: '2026-11-02' } },
    });
  });
});

describe('PUT and DELETE of faults', () => {
  it('start and end them', async () => {
    const simulator = createMondaySimulator();
    const ask = async (): Promise<number> =>
      (await simulator.app.request(aggregatesPath({ siteUrl }), bearer())).status;
    expect(
      await put(simulator, `/simulator/faults/${siteUrl}`, { kind: 'status', status: 503 }),
    ).toMatchObject({
      status: 204,
    });
    expect(await ask()).toBe(503);
    await simulator.app.request(`/simulator/faults/${siteUrl}`, { method: 'DELETE' });
    expect(await ask()).toBe(200);
  });

  it('reach all sites and the token endpoint', async () => {
    const simulator = createMondaySimulator();
    for (const target of ['all', 'token']) {
      expect((await put(simulator, `/simulator/faults/${target}`, { kind: 'reset' })).status).toBe(204);
    }
    expect(simulator.faults.list()).toEqual({ all: { kind: 'reset' }, token: { kind: 'reset' } });
  });

  it.each([
    ['{', 'JSON'],
    ['[]', 'JSON object'],
    [{}, 'kind must be one of status, delay'],
    [{ kind: 'fire' }, 'kind must be one of status, delay'],
    [{ kind: 'toString' }, 'kind must be one of'],
    [{ kind: 'status' }, 'status must be a whole number from 200 to 599'],
    [{ kind: 'status', status: 600 }, 'status must be'],
    [{ kind: 'status', status: 429, retryAfter: 'a\nb' }, 'retryAfter must be one line'],
    [{ kind: 'status', status: 429, retryAfter: 5 }, 'retryAfter must be a string'],
    [{ kind: 'delay', delayMs: '5' }, 'delayMs must be a whole number'],
    [{ kind: 'region', status: 404 }, 'status must be 403 or 451'],
    [{ kind: 'hang', times: 0 }, 'times must be a whole number'],
    [{ kind: 'hang', windowDays: 1.5 }, 'windowDays must be a whole number'],
    [{ kind: 'hang', delayMs: 5 }, 'delayMs is not a known field'],
  ])('refuse %j with 400', async (body, reason) => {
    const simulator = createMondaySimulator();
    const { status, message } = await put(simulator, `/simulator/faults/${siteUrl}`, body);
    expect(status).toBe(400);
    expect(message).toContain(reason);
    expect(simulator.faults.list()).toEqual({});
  });

  it('refuse an unknown site with 404', async () => {
    const { status, message } = await put(createMondaySimulator(), '/simulator/faults/nobody.webex.com', {});
    expect([status, message]).toEqual([404, 'the simulator has no site nobody.webex.com']);
  });
});

describe('PUT and DELETE of incidents', () => {
  it('change and restore the figures', async () => {
    const simulator = createMondaySimulator();
    const usual = simulator.answer(siteUrl, '2026-11-18', '2026-11-18').metrics.totalMeetings;
    const body = { factor: 3, from: '2026-11-17', to: '2026-11-18' };
    expect((await put(simulator, `/simulator/incidents/${siteUrl}`, body)).status).toBe(204);
    expect(simulator.answer(siteUrl, '2026-11-18', '2026-11-18').metrics.totalMeetings).toBeGreaterThan(
      usual * 2,
    );
    await simulator.app.request(`/simulator/incidents/${siteUrl}`, { method: 'DELETE' });
    expect(simulator.answer(siteUrl, '2026-11-18', '2026-11-18').metrics.totalMeetings).toBe(usual);
  });

  it.each([
    [{ factor: -1, from: '2026-11-17', to: '2026-11-18' }, 'factor must be a number from 0 to 50'],
    [{ factor: 2, from: '2026-11-31', to: '2026-12-18' }, 'from must be a day'],
    [{ factor: 2, from: '2026-11-19', to: '2026-11-18' }, 'from must not be after to'],
    [{ factor: 2, from: '2026-11-19' }, 'to is missing'],
  ])('refuse %j with 400', async (body, reason) => {
    const { status, message } = await put(createMondaySimulator(), `/simulator/incidents/${siteUrl}`, body);
    expect(status).toBe(400);
    expect(message).toContain(reason);
  });
});

describe('PUT /simulator/clock', () => {
  it('moves a settable clock, which goes on ticking', async () => {
    let nowMs = Date.UTC(2026, 10, 23, 19, 30);
    const simulator = createMondaySimulator({ now: () => nowMs, isClockSettable: true });
    expect((await put(simulator, '/simulator/clock', { now: '2027-01-15T06:00:00Z' })).status).toBe(204);
    nowMs += 5000;
    expect(simulator.clock.nowMs()).toBe(Date.UTC(2027, 0, 15, 6, 0, 5));
    const response = await simulator.app.request(aggregatesPath({ siteUrl }), bearer());
    expect(await response.json()).toMatchObject({ endDate: '2027-01-14' });
  });

  it.each([['yesterday'], ['2027-01-15'], ['2027-13-15T06:00:00Z'], ['']])(
    'refuses %j with 400',
    async (now) => {
      const simulator = createMondaySimulator({ isClockSettable: true });
      const { status, message } = await put(simulator, '/simulator/clock', { now });
      expect([status, message]).toEqual([400, 'now must be a moment such as 2026-11-20T06:00:00Z']);
    },
  );

  it('is refused with 409 by a clock that cannot be set', async () => {
    const simulator = createMondaySimulator();
    expect((await put(simulator, '/simulator/clock', { now: '2027-01-15T06:00:00Z' })).status).toBe(409);
    expect(() => {
      simulator.clock.set(0);
    }).toThrow('not settable');
  });
});
