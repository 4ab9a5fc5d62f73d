import { describe, expect, it } from 'vitest';
import { toRecording, type AnsweredRequest } from '../../../src/check/recording.ts';
import type { Recording } from '../../../src/recording.ts';
import { createStandIns } from '../../../src/stand-ins.ts';
import type { Answered, ExchangeRequest } from '../../../src/webex/exchange.ts';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import {
  aggregatesPath,
  bearer,
  createMondaySimulator,
  mondayMs,
  readObject,
  refreshGrant,
} from './requests.ts';

const SITE = 'real-company.webex.com';
const standIns = createStandIns('a salt', [SITE]);
const site = standIns.text(SITE, 'siteUrl');

interface Change {
  readonly request?: Partial<ExchangeRequest>;
  readonly answer?: Partial<Answered>;
  readonly atMs?: number;
}

function record(path: string, body: unknown, { request, answer, atMs = mondayMs }: Change = {}): Recording {
  const exchange: AnsweredRequest = {
    request: {
      endpoint: 'aggregates',
      method: 'GET',
      url: new URL(path, 'https://analytics.webexapis.com'),
      headers: {},
      ...request,
    },
    answer: {
      kind: 'answered',
      status: 200,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      retryAfter: undefined,
      trackingId: undefined,
      ...answer,
    },
    atMs,
  };
  const recording = toRecording(exchange, standIns);
  if (recording === undefined) throw new Error('not recorded');
  return recording;
}

function askDays(from: string, to: string, meetings: number, atMs = mondayMs): Recording {
  const body = { siteUrl: SITE, startDate: from, endDate: to, metrics: { totalMeetings: meetings } };
  return record(aggregatesPath({ siteUrl: SITE, from, to }), body, { atMs });
}

async function meetingsOf(simulator: Simulator, from: string, to: string): Promise<unknown> {
  const response = await simulator.app.request(
    aggregatesPath({ siteUrl: site, from, to }),
    bearer('any token'),
  );
  const { startDate, metrics, message } = await readObject(response);
  return response.status === 200 ? { startDate, metrics } : message;
}

describe('recordings', () => {
  it('are answered under the stand-in of their site, by the days asked for or as many of the newest', async () => {
    const simulator = createMondaySimulator({
      recordings: [
        askDays('2026-11-19', '2026-11-19', 11),
        askDays('2026-11-20', '2026-11-20', 12, mondayMs + 1000),
        askDays('2026-11-14', '2026-11-20', 70),
      ],
    });
    expect(simulator.sites).toEqual([site]);
    expect(await meetingsOf(simulator, '2026-11-19', '2026-11-19')).toEqual({
      startDate: '2026-11-19',
      metrics: { totalMeetings: 11 },
    });
    expect(await meetingsOf(simulator, '2026-11-22', '2026-11-22')).toEqual({
      startDate: '2026-11-20',
      metrics: { totalMeetings: 12 },
    });
    expect(await meetingsOf(simulator, '2026-11-16', '2026-11-22')).toEqual({
      startDate: '2026-11-14',
      metrics: { totalMeetings: 70 },
    });
    expect(await meetingsOf(simulator, '2026-10-26', '2026-11-22')).toContain(
      'The recording has no answer to GET',
    );
  });

  it('keep refusals, Retry-After, pages of gateways and bodies of questions', async () => {
    const { app } = createMondaySimulator({
      recordings: [
        record(
          aggregatesPath({ siteUrl: SITE }),
          { message: `no licence for ${SITE}` },
          { answer: { status: 429, retryAfter: '77' } },
        ),
        record('/v1/licenses', '<html>', { request: { endpoint: 'licenses' }, answer: { status: 502 } }),
        record('/v1/people/me', '', { request: { endpoint: 'people' }, answer: { status: 204 } }),
        record(
          '/v1/livemonitoring/liveMeetingsByCountry',
          { totalLiveMeetingCount: 5 },
          { request: { method: 'POST', body: '{}' } },
        ),
      ],
    });
    const refused = await app.request(aggregatesPath({ siteUrl: site }));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '77']);
    expect(await refused.json()).toEqual({ message: `no licence for ${site}` });
    const page = await app.request('/v1/licenses');
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect((await app.request('/v1/people/me')).status).toBe(204);
    const askLive = async (body: string): Promise<number> =>
      (await app.request('/v1/livemonitoring/liveMeetingsByCountry', { method: 'POST', body })).status;
    expect([await askLive('{}'), await askLive(JSON.stringify({ siteUrl: site }))]).toEqual([200, 404]);
  });

  it('leave tokens and controls as they are', async () => {
    const { app } = createMondaySimulator({ recordings: [askDays('2026-11-19', '2026-11-19', 11)] });
    expect((await app.request('/v1/access_token', refreshGrant('simulator-refresh-token'))).status).toBe(200);
    expect(await readObject(await app.request('/simulator'))).toMatchObject({ sites: [site] });
  });
});
