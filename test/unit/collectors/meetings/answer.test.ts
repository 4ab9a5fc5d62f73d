import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer, FIGURE_FIELDS } from '../../../../src/collectors/meetings/answer.ts';
import type { Answer } from '../../../../src/snapshot/summary.ts';
import { DAY_MS } from '../../../support/time.ts';
import { createAnswer, toNamed, type NamedFigure } from '../../../support/summary-answers.ts';

const SITE = 'acme.webex.com';

/** Built from JSON text, since an object literal cannot hold `__proto__`, -0 or 1e999 as JSON can. */
function bodyOf(metricsJson: string): string {
  return `{"siteUrl":"${SITE}","startDate":"2026-11-16","endDate":"2026-11-22","metrics":${metricsJson}}`;
}

function answerOf(body: string): Answer {
  const decoded = decodeAnswer(body, SITE);
  if (decoded.kind !== 'answer') throw new Error(`no answer: ${JSON.stringify(decoded)}`);
  return decoded.answer;
}

/** A breakdown, by the API's own name for it. */
function namedOf({ breakdowns }: Answer, field: keyof typeof BREAKDOWNS): NamedFigure[] {
  return toNamed(breakdowns[BREAKDOWNS[field]]?.points);
}

const BREAKDOWNS = {
  participantsByJoinMethods: 'joinMethods',
  participantsByRoles: 'roles',
  participantsByLocation: 'countries',
} as const;

describe('a good answer', () => {
  const figures = {
    totalMeetings: 1,
    totalParticipants: 2,
    totalUniqueHosts: 3,
    totalMeetingMinutes: 4,
    totalAudioMinutes: 5,
    totalTelephoneMinutes: 6,
    totalVoIPMinutes: 7.5,
    videoMeetings: 8,
    sharingMeetings: 9,
    recordingMeetings: 0,
  };
  const body = JSON.stringify({
    siteUrl: 'acme.webex.com',
    startDate: '2026-11-16',
    endDate: '2026-11-22',
    metrics: {
      ...figures,
      participantsByJoinMethods: { webApp: 10, cloudVideoDevice: 0 },
      participantsByRoles: { host: 11, attendee: 12 },
      participantsByLocation: [
        { country: 'United States', totalParticipants: 13 },
        { country: '', totalParticipants: 14 },
        { country: 'United States', totalParticipants: 15 },
      ],
    },
  });

  it('is read whole: zeros, unnamed and repeated countries included', () => {
    const expected = createAnswer({
      startDate: '2026-11-16',
      endDate: '2026-11-22',
      figures,
      participantsByJoinMethods: [
        ['webApp', 10],
        ['cloudVideoDevice', 0],
      ],
      participantsByRoles: [
        ['host', 11],
        ['attendee', 12],
      ],
      participantsByLocation: [
        ['United States', 13],
        ['', 14],
        ['United States', 15],
      ],
      defects: [],
    });
    expect(answerOf(body)).toEqual(expected);
  });

  it.each([
    ['blanks around it', ` \r\n${body}\n\n`],
    ['a site in capitals', body.replace('acme.webex.com', 'ACME.Webex.com')],
    ['unknown fields', body.replace('"metrics":{', '"new":[1],"metrics":{"new":{"a":1},')],
    ['no site', body.replace('"siteUrl":"acme.webex.com",', '')],
    ['a site that is no text', body.replace('"acme.webex.com"', 'null')],
  ])('is the same with %s', (_, odd) => {
    expect(answerOf(odd)).toEqual(answerOf(body));
  });
});

describe('a figure', () => {
  it.each([
    ['0', 0],
    ['123', 123],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['9007199254740993', 9_007_199_254_740_992],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['"123"', 123],
    ['"0"', 0],
    ['" 12 "', 12],
    ['"+5"', 5],
    ['"1.5"', 1.5],
    ['".5"', 0.5],
    ['"5."', 5],
    ['"1e3"', 1000],
    ['"1E+3"', 1000],
    ['"007"', 7],
    ['-0', 0],
    ['-0.0', 0],
  ])('of %s is %d', (json, figure) => {
    const answer = answerOf(bodyOf(`{"totalMeetings":${json}}`));
    expect(answer.figures).toEqual({ totalMeetings: figure });
    expect(answer.defects).toEqual([]);
  });

  it.each([
    '-1',
    '-0.001',
    '1e999',
    '-1e999',
    '""',
    '" "',
    '"0x10"',
    '"0b1"',
    '"0o7"',
    '"1e999"',
    '"Infinity"',
    '"NaN"',
    '"-1"',
    '"1,234"',
    '"1 234"',
    '"1_000"',
    '"12 minutes"',
    '"."',
    '"e5"',
    '"+"',
    '"++1"',
    '"1e"',
    '"١٢٣"',
    '"N/A"',
    'true',
    'false',
    '[]',
    '[1]',
    '{}',
    '{"value":1}',
  ])('of %s is left out and named as a defect', (json) => {
    const answer = answerOf(bodyOf(`{"totalMeetings":${json},"videoMeetings":1}`));
    expect(answer.figures).toEqual({ videoMeetings: 1 });
    expect(answer.defects).toEqual(['metrics.totalMeetings']);
  });

  it('of null is absent, and no defect', () => {
    const answer = answerOf(bodyOf('{"totalMeetings":null,"videoMeetings":1}'));
    expect(answer.figures).toEqual({ videoMeetings: 1 });
    expect(answer.defects).toEqual([]);
  });

  it('of megabytes of digits does not hold up the process', () => {
    const answer = answerOf(bodyOf(`{"totalMeetings":"${'1'.repeat(4_000_000)}x","videoMeetings":1}`));
    expect(answer.defects).toEqual(['metrics.totalMeetings']);
  });
});

describe('named figures', () => {
  it.each(['participantsByJoinMethods', 'participantsByRoles'] as const)(
    '%s keep every name as it is, those of Object.prototype included',
    (field) => {
      const names = ['__proto__', 'constructor', 'toString', '', ' ', 'é', 'a"b\n', '\uD800', '1', '\u0000'];
      const json = `{${names.map((name, index) => `${JSON.stringify(name)}:${index}`).join(',')}}`;
      const read = new Map(namedOf(answerOf(bodyOf(`{"${field}":${json}}`)), field));
      expect(read).toEqual(new Map(names.map((name, index) => [name, index])));
      expect(Object.prototype).not.toHaveProperty('1');
    },
  );

  it('take no figure from a prototype', () => {
    const decoded = decodeAnswer(bodyOf('{"__proto__":{"totalMeetings":5}}'), SITE);
    expect(decoded).toEqual({ kind: 'no_data' });
    expect(decodeAnswer('{"__proto__":{"metrics":{"totalMeetings":5}}}', SITE)).toEqual({ kind: 'no_data' });
  });

  it.each(['participantsByJoinMethods', 'participantsByRoles'] as const)(
    '%s lose a bad value alone',
    (field) => {
      const answer = answerOf(bodyOf(`{"${field}":{"a":1,"b":-1,"c":"x","d":null,"e":"2","f":{},"g":0}}`));
      expect(namedOf(answer, field)).toEqual([
        ['a', 1],
        ['e', 2],
        ['g', 0],
      ]);
      expect(answer.defects).toEqual(['b', 'c', 'f'].map((name) => `metrics.${field}["${name}"]`));
    },
  );

  it.each([
    ['participantsByJoinMethods', '[]'],
    ['participantsByJoinMethods', '5'],
    ['participantsByJoinMethods', '"x"'],
    ['participantsByRoles', '[{"role":"host"}]'],
    ['participantsByRoles', 'true'],
    ['participantsByLocation', '{}'],
    ['participantsByLocation', '"United States"'],
    ['participantsByLocation', '5'],
  ])('%s of %s are one defect', (field, json) => {
    const answer = answerOf(bodyOf(`{"totalMeetings":1,"${field}":${json}}`));
    expect(answer.defects).toEqual([`metrics.${field}`]);
  });

  it('of countries lose bad entries alone', () => {
    const entries = [
      '{"country":"A","totalParticipants":1}',
      '{"country":"B"}',
      '{"country":"C","totalParticipants":null}',
      '{"country":"D","totalParticipants":-1}',
      '{"totalParticipants":5}',
      '{"country":null,"totalParticipants":5}',
      '{"country":7,"totalParticipants":5}',
      'null',
      '"E"',
      '[]',
      '{"country":"F","totalParticipants":"6"}',
    ];
    const answer = answerOf(bodyOf(`{"participantsByLocation":[${entries.join(',')}]}`));
    expect(namedOf(answer, 'participantsByLocation')).toEqual([
      ['A', 1],
      ['F', 6],
    ]);
    expect(answer.defects).toEqual([
      'metrics.participantsByLocation[3].totalParticipants',
      ...[4, 5, 6, 7, 8, 9].map((index) => `metrics.participantsByLocation[${index}]`),
    ]);
  });
});

describe('dates', () => {
  it.each([
    ['"2026-11-22"', '2026-11-22'],
    ['"2028-02-29"', '2028-02-29'],
    ['"2026-11-22T00:00:00Z"', '2026-11-22'],
    ['"2026-11-22T23:59:59.999+02:00"', '2026-11-22'],
  ])('%s is %s', (json, date) => {
    const answer = answerOf(`{"startDate":${json},"endDate":${json},"metrics":{"totalMeetings":1}}`);
    const startMs = Date.parse(date);
    expect([answer.startMs, answer.endMs, answer.defects]).toEqual([startMs, startMs + DAY_MS, []]);
  });

  it.each(['"2026-02-30"', '"2026-13-01"', '"22.11.2026"', '"yesterday"', '""', '20261122', 'true', '{}'])(
    '%s is left out and named as a defect',
    (json) => {
      const answer = answerOf(`{"startDate":${json},"metrics":{"totalMeetings":1}}`);
      expect([answer.startMs, answer.endMs, answer.defects]).toEqual([undefined, undefined, ['startDate']]);
    },
  );
});

describe('an answer without a figure', () => {
  it.each([
    '',
    ' \r\n\t',
    '\uFEFF',
    '{}',
    '{"metrics":null}',
    '{"metrics":[]}',
    '{"metrics":"none"}',
    bodyOf('{}'),
    bodyOf('{"totalMeetings":null}'),
    bodyOf('{"totalMeetings":"n/a"}'),
    bodyOf('{"participantsByRoles":{},"participantsByLocation":[],"participantsByJoinMethods":{}}'),
  ])('%j is no data', (body) => {
    expect(decodeAnswer(body, SITE)).toEqual({ kind: 'no_data' });
  });
});

describe('what is no answer', () => {
  it.each([
    ['HTML', '<!doctype html><html><body>Sign in</body></html>', /HTML/],
    ['HTML after blanks', '\n\n  <html></html>', /HTML/],
    ['XML', '<?xml version="1.0"?><error/>', /HTML or XML/],
    ['half an answer', bodyOf('{"totalMeetings":1}').slice(0, 60), /not valid JSON/],
    ['two answers', '{}{}', /not valid JSON/],
    ['text', 'upstream connect error', /not valid JSON/],
    ['NaN', bodyOf('{"totalMeetings":NaN}'), /not valid JSON/],
    ['an array', '[{"totalMeetings":1}]', /not an object/],
    ['a string', '"ok"', /not an object/],
    ['a number', '5', /not an object/],
    ['null', 'null', /not an object/],
    ['an unclosed nest', '['.repeat(100_000), /nested deeper than 32/],
    ['an unclosed shallow nest', '['.repeat(32), /not valid JSON/],
    ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /nested deeper than 32/],
    ['another site', bodyOf('{"totalMeetings":1}').replace(SITE, 'other.webex.com'), /another site: "other/],
    ['a site that only contains the right one', bodyOf('{}').replace(SITE, `x${SITE}`), /another site/],
    ['an empty site', bodyOf('{"totalMeetings":1}').replace(SITE, ''), /another site/],
  ])('%s is invalid and says so', (_, body, reason) => {
    const decoded = decodeAnswer(body, SITE);
    expect(decoded.kind).toBe('invalid');
    expect(decoded).toHaveProperty('reason', expect.stringMatching(reason));
  });

  it("quotes another site's name in one line", () => {
    const body = JSON.stringify({ siteUrl: `\n${'x'.repeat(100_000)}` });
    const decoded = decodeAnswer(body, SITE);
    const reason = decoded.kind === 'invalid' ? decoded.reason : '';
    expect(reason).toMatch(/^the answer is about another site: "\\nx+"$/);
  });
});

const BREAKDOWN_FIELDS = ['participantsByJoinMethods', 'participantsByRoles', 'participantsByLocation'];

/** JSON values whose keys are often those that the decoder looks for. */
const jsonValues = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.jsonValue(),
    fc.oneof(
      fc.double(),
      fc.constantFrom('1', '', '0x10', '-1', '-0', 'Infinity', SITE, '2026-11-22', '2026-02-30'),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          ...FIGURE_FIELDS,
          'siteUrl',
          'startDate',
          'endDate',
          'metrics',
          ...BREAKDOWN_FIELDS,
          'country',
          'totalParticipants',
          '__proto__',
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      tie('value'),
      { maxKeys: 8 },
    ),
  ),
})).value;

const someMetrics = fc.dictionary(fc.constantFrom(...FIGURE_FIELDS, ...BREAKDOWN_FIELDS), jsonValues, {
  minKeys: 2,
});

const bodies = fc.oneof(
  fc.string({ unit: 'binary' }),
  jsonValues.map((value) => JSON.stringify(value)),
  jsonValues.map((metrics) => JSON.stringify({ siteUrl: SITE, metrics })),
  // The most, since hardly any of the others holds a figure.
  { weight: 5, arbitrary: someMetrics.map((metrics) => JSON.stringify({ siteUrl: SITE, metrics })) },
);

describe('any body', () => {
  it('is decoded without throwing, and every figure is finite and at least 0', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const decoded = decodeAnswer(body, SITE);
        if (decoded.kind !== 'answer') return;
        const { answer } = decoded;
        const figures = [
          ...Object.values(answer.figures),
          ...Object.values(answer.breakdowns).flatMap(({ points }) => points.values),
        ];
        expect(figures).not.toEqual([]);
        expect(figures.filter((figure) => !(Number.isFinite(figure) && figure >= 0))).toEqual([]);
        expect(figures.filter((figure) => Object.is(figure, -0))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
