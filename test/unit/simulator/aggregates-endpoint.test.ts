import { describe, expect, it } from 'vitest';
import { aggregatesPath, bearer, createMondaySimulator, mondayMs, readObject } from './requests.ts';

const siteUrl = 'acme-eu.webex.com';

async function ask(query: Readonly<Record<string, string>>, init: RequestInit = bearer()): Promise<Response> {
  return createMondaySimulator().app.request(aggregatesPath(query), init);
}

describe('GET aggregates', () => {
  it("has the fields of Cisco's example in its order", async () => {
    const example = {
      siteUrl: 'cisco.webex.com',
      startDate: '2020-08-01',
      endDate: '2020-08-03',
      metrics: {
        totalMeetings: 123,
        totalParticipants: 123,
        totalUniqueHosts: 123,
        totalMeetingMinutes: 1234,
        totalAudioMinutes: 1234,
        totalTelephoneMinutes: 1234,
        totalVoIPMinutes: 1234,
        videoMeetings: 123,
        sharingMeetings: 123,
        recordingMeetings: 123,
        participantsByJoinMethods: { webApp: 123, cloudVideoDevice: 123, mobileMeetingsApp: 123 },
        participantsByRoles: { host: 123, attendee: 123 },
        participantsByLocation: [{ country: 'United States', totalParticipants: 123 }],
      },
    };
    const response = await ask({ siteUrl, from: '2026-11-16', to: '2026-11-22' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    const answer = createMondaySimulator().answer(siteUrl, '2026-11-16', '2026-11-22');
    expect(await response.text()).toBe(JSON.stringify(answer));

    expect(Object.keys(answer)).toEqual(Object.keys(example));
    expect(Object.keys(answer.metrics)).toEqual(Object.keys(example.metrics));
    expect(Object.keys(answer.metrics.participantsByJoinMethods).slice(0, 3)).toEqual(
      Object.keys(example.metrics.participantsByJoinMethods),
    );
    expect(Object.keys(answer.metrics.participantsByRoles)).toEqual(['host', 'attendee']);
    expect(Object.keys(answer.metrics.participantsByLocation[0] ?? {})).toEqual([
      'country',
      'totalParticipants',
    ]);
  });

  it.each([
    [{}, '2026-11-22', '2026-11-22'],
    [{ to: '2026-11-10' }, '2026-11-10', '2026-11-10'],
    [{ from: '2026-11-10' }, '2026-11-10', '2026-11-22'],
    [{ from: '2026-11-10', to: '2026-11-12' }, '2026-11-10', '2026-11-12'],
  ])('takes %j to mean %s to %s', async (dates, startDate, endDate) => {
    const response = await ask({ siteUrl, ...dates });
    expect(await response.json()).toMatchObject({ siteUrl, startDate, endDate });
  });

  it.each([
    [400, 'no site', { from: '2026-11-10' }],
    [400, 'a blank site', { siteUrl: '' }],
    [400, 'a day that is not', { siteUrl, from: '2026-02-30' }],
    [400, 'a moment instead of a day', { siteUrl, to: '2026-11-10T00:00:00Z' }],
    [400, 'a blank day', { siteUrl, to: '' }],
    [400, 'days in the wrong order', { siteUrl, from: '2026-11-12', to: '2026-11-10' }],
    [400, 'today', { siteUrl, to: '2026-11-23' }],
    [400, 'a from of today', { siteUrl, from: '2026-11-23' }],
    [404, 'an unknown site', { siteUrl: 'nobody.webex.com' }],
  ])('answers %i to %s', async (status, _, query) => {
    const response = await ask(query);
    expect(response.status).toBe(status);
    const body = await readObject(response);
    expect(Object.keys(body)).toEqual(['message', 'errors', 'trackingId']);
    expect(body['errors']).toEqual([{ description: body['message'] }]);
    expect(response.headers.get('trackingId')).toBe(body['trackingId']);
  });

  it.each([[{}], [bearer('wrong')], [{ headers: { authorization: 'simulator-token' } }]])(
    'answers 401 to %j',
    async (init) => {
      expect((await ask({ siteUrl }, init)).status).toBe(401);
    },
  );

  it('goes by UTC days of its own clock', async () => {
    let nowMs = mondayMs;
    const simulator = createMondaySimulator({ now: () => nowMs });
    const statusOf = async (to: string): Promise<number> =>
      (await simulator.app.request(aggregatesPath({ siteUrl, to }), bearer())).status;
    expect(await statusOf('2026-11-23')).toBe(400);
    nowMs = Date.UTC(2026, 10, 24);
    expect(await statusOf('2026-11-23')).toBe(200);
  });

  it('gives every answer a tracking id of its own', async () => {
    const { app } = createMondaySimulator();
    const ids: (string | null)[] = [];
    for (const path of [
      aggregatesPath({ siteUrl }),
      aggregatesPath({ siteUrl }),
      aggregatesPath({}),
      '/elsewhere',
    ]) {
      ids.push((await app.request(path, bearer())).headers.get('trackingId'));
    }
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) {
      expect(id).toMatch(/^ROUTERGW_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

describe('the request log', () => {
  it('has what was asked and how it ended, never the token', async () => {
    const simulator = createMondaySimulator();
    await simulator.app.request(aggregatesPath({ siteUrl, from: '2026-11-10', to: '2026-11-12' }), bearer());
    await simulator.app.request(aggregatesPath({ siteUrl: 'nobody.webex.com' }), bearer('some-other-token'));
    await simulator.app.request(aggregatesPath({}));
    await simulator.app.request('/simulator');

    const { log, total, inFlight, maxInFlight, perSite } = simulator.requests;
    expect(log.map(({ siteUrl: site, from, to, status }) => [site, from, to, status])).toEqual([
      [siteUrl, '2026-11-10', '2026-11-12', 200],
      ['nobody.webex.com', null, null, 401],
      [null, null, null, 401],
    ]);
    expect(log.every((record) => record.atMs === mondayMs && record.endpoint === 'aggregates')).toBe(true);
    expect(JSON.stringify(log)).not.toMatch(/simulator-token|some-other-token/);
    expect({ total, inFlight, maxInFlight }).toEqual({ total: 3, inFlight: 0, maxInFlight: 1 });
    expect([...perSite]).toEqual([[siteUrl, 1]]);
  });

  it('is bounded', async () => {
    const simulator = createMondaySimulator();
    for (let count = 0; count < 10_050; count += 1) await simulator.app.request(aggregatesPath({}));
    expect(simulator.requests.log).toHaveLength(10_000);
    expect(simulator.requests.total).toBe(10_050);
  });
});
