import {
  array,
  assert,
  constantFrom,
  dictionary,
  double,
  integer,
  pre,
  property,
  record,
  stringMatching,
  uuid,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameRecording, toRecording, type AnsweredRequest } from '../../../src/check/recording.ts';
import { parseRecording } from '../../../src/recording.ts';
import { createStandIns } from '../../../src/stand-ins.ts';
import type { Answered, Endpoint } from '../../../src/webex/exchange.ts';

const salt = '5f1f5d2e';

/** Words that no answer has by itself. */
const word = stringMatching(/^[bcdfghjkqvxz]{6,12}$/);
const label = stringMatching(/^[bcdfghjkqvxz]{4,8}-?[bcdfghjkqvxz]{3,8}$/);
const figure = integer({ min: 0, max: 10_000_000 });
const base64Id = stringMatching(/^Y2lzY29zcGFyazovL3Vz[A-Za-z0-9]{20,40}$/);

/** Who a company is, and everything that tells. */
const company = record({
  label,
  person: word,
  surname: word,
  ids: array(uuid(), { minLength: 3, maxLength: 3 }),
  encodedId: base64Id,
  siteId: integer({ min: 100_000_000, max: 999_999_999 }),
  figures: array(figure, { minLength: 6, maxLength: 6 }),
  share: double({ min: 0, max: 1, noNaN: true }),
  methods: dictionary(constantFrom('webApp', 'cloudVideoDevice', 'mobileMeetingsApp', 'Webex App'), figure),
});

type Company = Parameters<Parameters<typeof company.map>[0]>[0];

function hostOf({ label: name }: Company): string {
  return `${name}.webex.com`;
}

/** Every kind of thing that Webex is known to answer. */
function bodiesOf(one: Company): unknown[] {
  const host = hostOf(one);
  const email = `${one.person}.${one.surname}@${one.label}.com`;
  return [
    {
      siteUrl: host,
      startDate: '2026-11-19',
      endDate: '2026-11-25',
      metrics: {
        totalMeetings: one.figures[0],
        totalParticipants: String(one.figures[1]),
        share: one.share,
        participantsByJoinMethods: one.methods,
        participantsByLocation: [{ country: 'South Korea', totalParticipants: one.figures[2] }],
      },
    },
    {
      siteUrls: [host.toUpperCase(), `${host}#attendee`],
      siteIds: [one.siteId],
      totalLiveMeetingCount: one.figures[3],
    },
    {
      id: one.encodedId,
      displayName: `${one.person} ${one.surname}`,
      emails: [email],
      firstName: one.person,
      phoneNumbers: ['+14085551234'],
      orgId: one.ids[0],
    },
    {
      items: [
        {
          id: one.encodedId,
          name: `Meetings Suite ${one.label} Pro Pack`,
          siteUrl: host,
          totalUnits: one.figures[4],
        },
      ],
    },
    {
      message: `No access to ${host} (https://${one.surname}:${one.person}@${host}/${one.person}?u=${email}) for ${email} of ${one.label} ${one.ids[0]}; use https://analytics-eu.webexapis.com`,
      errors: [{ description: `${one.encodedId} may not`, errorCode: 451 }],
      trackingId: `ROUTERGW_${one.ids[1]}`,
    },
    { [host]: one.figures[5], [one.ids[2] ?? '']: 1, [email]: 2, comments: `${one.person} was here` },
  ];
}

function exchangeOf(
  one: Company,
  body: unknown,
  change: Partial<Answered> = {},
  endpoint: Endpoint = 'aggregates',
): AnsweredRequest {
  return {
    request: {
      endpoint,
      method: 'GET',
      headers: {},
      url: new URL(
        `https://proxy.${one.label}.com/${one.person}/v1/analytics/meetingsMetrics/aggregates?siteUrl=${hostOf(one)}&from=2026-11-19&to=2026-11-25&cursor=${one.encodedId}`,
      ),
      body: JSON.stringify({ siteUrl: hostOf(one), siteIds: [one.siteId] }),
    },
    atMs: Date.UTC(2026, 10, 26, 9),
    answer: {
      kind: 'answered',
      status: 200,
      retryAfter: undefined,
      trackingId: undefined,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...change,
    },
  };
}

function recordingOf(one: Company, body: unknown): NonNullable<ReturnType<typeof toRecording>> {
  const recording = toRecording(exchangeOf(one, body), createStandIns(salt, [hostOf(one)]));
  if (recording === undefined) throw new Error('not recorded');
  return recording;
}

function numbersOf(text: string): number[] {
  return Array.from(text.matchAll(/(?<=[:[,])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=[,\]}])/g), ([number]) =>
    Number(number),
  );
}

describe('a recording', () => {
  it('keeps no host, name, address or id of whose it is', () => {
    assert(
      property(company, (one) => {
        // A figure is kept, and may happen to hold the digits of the id.
        pre(![one.share, ...one.figures].some((figure) => String(figure).includes(String(one.siteId))));
        for (const body of bodiesOf(one)) {
          const text = JSON.stringify(recordingOf(one, body)).toLowerCase();
          const telling = [
            one.label,
            one.person,
            one.surname,
            ...one.ids,
            one.encodedId,
            String(one.siteId),
            '4085551234',
          ];
          expect(telling.filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
        }
      }),
    );
  });

  it('keeps every figure, as number or text, and what is the same for everybody', () => {
    assert(
      property(company, (one) => {
        const [aggregates, live, , licences] = bodiesOf(one);
        const standIns = { siteUrl: recordingOf(one, {}).query['siteUrl'] };
        expect(recordingOf(one, aggregates).answer).toEqual({ ...Object(aggregates), ...standIns });
        expect(recordingOf(one, live).answer).toMatchObject({ totalLiveMeetingCount: one.figures[3] });
        expect(numbersOf(JSON.stringify(recordingOf(one, licences).answer))).toEqual([one.figures[4]]);
        expect(JSON.stringify(recordingOf(one, licences).answer)).toMatch(
          /"Meetings Suite name-[0-9a-f]+ Pro Pack"/,
        );
      }),
    );
  });

  it('names the same thing the same way in every answer, run and case, and otherwise under another salt', () => {
    assert(
      property(company, (one) => {
        const site = recordingOf(one, {}).query['siteUrl'];
        expect(site).toMatch(/^site-[0-9a-f]{10}\.webex\.com$/);
        expect(recordingOf(one, bodiesOf(one)[1]).answer).toMatchObject({
          siteUrls: [site, `${site}#attendee`],
        });
        expect(recordingOf(one, {}).question).toMatchObject({ siteUrl: site });
        const naming = (label: string): unknown => recordingOf(one, { message: `not for ${label}` }).answer;
        expect(naming(one.label.toUpperCase())).toEqual(naming(one.label));
        const other = toRecording(exchangeOf(one, {}), createStandIns('another', []));
        expect(other?.query['siteUrl']).not.toBe(site);
      }),
      { numRuns: 30 },
    );
  });

  const one: Company = {
    label: 'bcdf-gh',
    person: 'kqvxzb',
    surname: 'zxvqkj',
    ids: [
      '9a2b8a4e-6c1a-4b0c-9e5d-000000000001',
      '9a2b8a4e-6c1a-4b0c-9e5d-000000000002',
      '9a2b8a4e-6c1a-4b0c-9e5d-000000000003',
    ],
    encodedId: 'Y2lzY29zcGFyazovL3VzAAAAAAAAAAAAAAAAAAAA1',
    siteId: 123_456_789,
    figures: [1, 2, 3, 4, 5, 6],
    share: 0.5,
    methods: { webApp: 1, 'Webex App': 2 },
  };

  it('keeps the words of a refusal, and the region that it names', () => {
    const { answer } = recordingOf(one, bodiesOf(one)[4]);
    expect(answer).toHaveProperty(
      'message',
      expect.stringMatching(
        /^No access to site-\w+\.webex\.com \(https:\/\/site-\w+\.webex\.com\) for person-\w+@person\.example of name-\w+ id-\w+; use https:\/\/analytics-eu\.webexapis\.com$/,
      ),
    );
  });

  it('replaces addresses of machines in prose, and no time of day', () => {
    const message = 'from 10.20.30.40 and 2001:db8::8a2e:370:7334 at 09:00:30 (v1.2)';
    expect(recordingOf(one, { message }).answer).toHaveProperty(
      'message',
      expect.stringMatching(/^from address-\w+ and address-\w+ at 09:00:30 \(v1\.2\)$/),
    );
  });

  it('leaves out what is no JSON but its size, and what leads to a token altogether', () => {
    const page = recordingOf(one, '<html>bcdf-gh</html>');
    expect([page.answer, page.leftOutBytes]).toEqual([undefined, 20]);
    expect(recordingOf(one, '').leftOutBytes).toBeUndefined();
    for (const endpoint of ['access_token', 'device_authorize', 'device_token'] as const) {
      expect(toRecording(exchangeOf(one, {}, {}, endpoint), createStandIns(salt, []))).toBeUndefined();
    }
  });

  it('is a file that is read again as it was written, under the name of its question', () => {
    const recording = recordingOf(one, bodiesOf(one)[0]);
    expect(parseRecording(JSON.stringify(recording))).toEqual(recording);
    expect(recording.path).toBe('/v1/analytics/meetingsMetrics/aggregates');
    expect(nameRecording(recording)).toMatch(/^aggregates-[0-9a-f]{12}\.json$/);
    expect(nameRecording(recordingOf(one, bodiesOf(one)[1]))).toBe(nameRecording(recording));
    expect(nameRecording({ ...recording, query: { ...recording.query, to: '2026-11-24' } })).not.toBe(
      nameRecording(recording),
    );
  });

  it('keeps a Retry-After', () => {
    const exchange = exchangeOf(one, {}, { status: 429, retryAfter: 'Thu, 26 Nov 2026 09:00:30 GMT' });
    expect(toRecording(exchange, createStandIns(salt, []))).toMatchObject({
      status: 429,
      headers: { 'retry-after': 'Thu, 26 Nov 2026 09:00:30 GMT' },
    });
  });
});
