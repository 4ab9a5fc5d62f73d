import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { bearer, createMondaySimulator, mondayMs, readObject } from './requests.ts';

const PATH = '/v1/livemonitoring/liveMeetingsByCountry';

function createMinutes(options: Partial<SimulatorOptions> = {}): {
  simulator: Simulator;
  ask: (body?: unknown) => Promise<Response>;
  pass: (ms: number) => void;
} {
  let nowMs = mondayMs;
  const simulator = createMondaySimulator({ now: () => nowMs, ...options });
  return {
    simulator,
    ask: async (body = {}) =>
      simulator.app.request(PATH, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...bearer(),
      }),
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

describe('live monitoring', () => {
  it('answers the truth of all sites, or of one by its name or some by their ids', async () => {
    const { simulator, ask, pass } = createMinutes({ organisation: { retiredSites: ['old.webex.com'] } });
    const [first, second, third] = simulator.sites;
    expect(await (await ask()).json()).toEqual({
      ...simulator.liveAnswer(mondayMs),
      siteUrls: [...simulator.sites, 'old.webex.com'],
    });
    pass(60_000);
    expect(await (await ask({ siteUrl: second })).json()).toEqual(
      simulator.liveAnswer(mondayMs + 60_000, [second ?? '']),
    );
    pass(60_000);
    expect(await (await ask({ siteIds: [1_000_003, 1_000_001] })).json()).toEqual(
      simulator.liveAnswer(mondayMs + 120_000, [third ?? '', first ?? '']),
    );
    pass(60_000);
    expect(await (await ask({ siteUrl: 'old.webex.com' })).json()).toMatchObject({
      siteUrls: ['old.webex.com'],
      totalLiveMeetingCount: 0,
      locations: [],
    });
    expect(simulator.requests.log.map(({ siteUrl }) => siteUrl)).toEqual([
      null,
      second,
      null,
      'old.webex.com',
    ]);
  });

  it('may be asked once a minute by the organisation, whatever for', async () => {
    const { simulator, ask, pass } = createMinutes();
    expect((await ask()).status).toBe(200);
    pass(59_000);
    const refused = await ask({ siteUrl: simulator.sites[0] });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    pass(1000);
    expect((await ask()).status).toBe(200);
  });

  it('does not make anybody wait for where its clock was', async () => {
    const { simulator, ask } = createMinutes({ isClockSettable: true });
    expect((await ask()).status).toBe(200);
    simulator.clock.set(mondayMs - 3_600_000);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it.each([
    '',
    '{',
    '[]',
    { siteUrl: 5 },
    { siteIds: [] },
    { site: 'acme.webex.com' },
    { siteUrl: 'acme.webex.com', siteIds: [1_000_001] },
  ])('refuses the body %j with 400, and does not take the minute for it', async (body) => {
    const { ask } = createMinutes();
    expect((await ask(body)).status).toBe(400);
    expect((await ask()).status).toBe(200);
  });

  it.each([{ siteUrl: 'nobody.webex.com' }, { siteIds: [1_000_001, 1_000_005] }, { siteIds: [1] }])(
    'knows no site of %j',
    async (body) => {
      expect((await createMinutes().ask(body)).status).toBe(404);
    },
  );

  it('needs a Pro Pack', async () => {
    const { ask } = createMinutes({ organisation: { hasProPack: false } });
    expect((await ask()).status).toBe(403);
  });
});

describe('a fault of live monitoring', () => {
  async function askUnder(fault: Fault): Promise<Response> {
    const { simulator, ask } = createMinutes();
    simulator.faults.set('live', fault);
    return ask();
  }

  it('is an answer like others, takes the minute, and leaves the aggregates alone', async () => {
    const { simulator, ask, pass } = createMinutes();
    simulator.faults.set('live', { kind: 'status', status: 503, times: 1 });
    expect((await ask()).status).toBe(503);
    expect((await ask()).status).toBe(429);
    pass(60_000);
    expect((await ask()).status).toBe(200);
    simulator.faults.set('all', { kind: 'status', status: 500 });
    pass(60_000);
    expect((await ask()).status).toBe(200);
  });

  it('can be an answer without figures, or of another company', async () => {
    expect(Object.keys(await readObject(await askUnder({ kind: 'no-figures' })))).toEqual(['siteUrls']);
    expect(await readObject(await askUnder({ kind: 'other-site' }))).toMatchObject({
      siteUrls: ['another-company.webex.com'],
    });
  });

  it.each([{ kind: 'region', status: 451 } as const, { kind: 'hang', windowDays: 7 } as const])(
    'cannot be %j',
    async (fault) => {
      const { simulator } = createMinutes();
      expect(() => simulator.faults.set('live', fault)).toThrow(RangeError);
      const put = await simulator.app.request('/simulator/faults/live', {
        method: 'PUT',
        body: JSON.stringify(fault),
      });
      expect(put.status).toBe(400);
      expect((await readObject(put))['message']).toContain('live monitoring');
    },
  );
});
