import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../../../src/collectors/live/answer.ts';
import { LIVE_INSTRUMENTS } from '../../../../src/collectors/live/instruments.ts';
import { summarise, type Answer } from '../../../../src/snapshot/summary.ts';

/** As Cisco's specification spells it. */
const WHOLE = {
  totalLiveMeetingCount: 12,
  totalLiveParticipantCount: 80,
  totalGoodQualityLiveMeetingCount: 11,
  totalGoodQualityLiveParticipantCount: 77,
  totalBadQualityMeetingCount: 1,
  totalBadQualityParticipantCount: 3,
  siteUrls: ['acme.webex.com', 'acme-eu.webex.com'],
  locations: [
    {
      country: 'Germany',
      countryLatitude: 51,
      countryLongitude: 9,
      liveMeetingCount: 8,
      liveParticipantCount: 50,
    },
    { country: 'Atlantis', liveMeetingCount: '4', liveParticipantCount: 30 },
  ],
};

/** Every series of an answer's figures, as `name{labels}`. */
function seriesOf(body: unknown, site?: string): Record<string, number> {
  const decoded = decodeAnswer(JSON.stringify(body), site);
  if (decoded.kind !== 'answer') throw new Error(`the answer is ${JSON.stringify(decoded)}`);
  return toSeries(decoded.answer);
}

function toSeries(answer: Answer): Record<string, number> {
  const summary = summarise(answer, 300, String);
  const series = LIVE_INSTRUMENTS.flatMap((instrument) =>
    instrument.subject === 'summary'
      ? Array.from(
          instrument.observe(summary),
          ({ labels, value }) => [`${instrument.name}{${labels.join(',')}}`, value] as const,
        )
      : [],
  );
  return Object.fromEntries(series);
}

describe('an answer of live monitoring', () => {
  it('becomes the series of the contract', () => {
    expect(seriesOf(WHOLE)).toEqual({
      'webex_live_meetings{}': 12,
      'webex_live_participants{}': 80,
      'webex_live_meetings_by_quality{good}': 11,
      'webex_live_meetings_by_quality{bad}': 1,
      'webex_live_participants_by_quality{good}': 77,
      'webex_live_participants_by_quality{bad}': 3,
      'webex_live_meetings_by_country{Germany,DE}': 8,
      'webex_live_meetings_by_country{Atlantis,}': 4,
      'webex_live_participants_by_country{Germany,DE}': 50,
      'webex_live_participants_by_country{Atlantis,}': 30,
    });
  });

  it('shows 0 as 0 when nobody meets', () => {
    const nobody = { totalLiveMeetingCount: 0, totalLiveParticipantCount: '0', locations: [] };
    expect(seriesOf(nobody)).toEqual({ 'webex_live_meetings{}': 0, 'webex_live_participants{}': 0 });
  });

  it.each<[body: string, kind: string]>([
    ['', 'no_data'],
    [' \n', 'no_data'],
    ['{}', 'no_data'],
    ['{"siteUrls":["acme.webex.com"]}', 'no_data'],
    ['{"totalLiveMeetingCount":"many"}', 'no_data'],
    ['[]', 'invalid'],
    ['<html></html>', 'invalid'],
    ['{', 'invalid'],
  ])('%j is %s', (body, kind) => {
    expect(decodeAnswer(body, 'acme.webex.com').kind).toBe(kind);
  });

  it('about other sites than the asked one is not taken for its own', () => {
    const about = (siteUrls: unknown, site: string | undefined): string =>
      decodeAnswer(JSON.stringify({ ...WHOLE, siteUrls }), site).kind;
    expect(about(['other.webex.com'], 'acme.webex.com')).toBe('invalid');
    expect(about(['other.webex.com', 'ACME.webex.com'], 'acme.webex.com')).toBe('answer');
    expect(about(['other.webex.com'], undefined)).toBe('answer');
    for (const unknown of [[], undefined, null, 'acme', [7]])
      expect(about(unknown, 'acme.webex.com')).toBe('answer');
  });
});

/** What Webex may write for a figure, and the figure; undefined: none. */
const figures = fc.oneof(
  fc.nat().map((value) => [value, value] as const),
  fc.nat().map((value) => [String(value), value] as const),
  fc.constant([null, undefined] as const),
  fc
    .constantFrom<unknown>('', 'n/a', -1, '-1', true, {}, [], '0x10', '1e999', Number.MAX_VALUE * 10)
    .map((value) => [value, undefined] as const),
);

const spellings = fc.constantFrom('Live', '');

describe('whatever the fields hold', () => {
  it('each figure is read or left out by itself, in both spellings, and others pass', () => {
    fc.assert(
      fc.property(
        fc.record({ meetings: figures, participants: figures, good: figures, bad: figures, people: figures }),
        spellings,
        spellings,
        fc.dictionary(fc.string(), fc.jsonValue()),
        ({ meetings, participants, good, bad, people }, ofMeetings, ofParticipants, extra) => {
          const body = {
            ...extra,
            totalLiveMeetingCount: meetings[0],
            totalLiveParticipantCount: participants[0],
            totalGoodQualityLiveMeetingCount: good[0],
            totalGoodQualityLiveParticipantCount: undefined,
            [`totalBadQuality${ofMeetings}MeetingCount`]: bad[0],
            [`totalBadQuality${ofParticipants}ParticipantCount`]: people[0],
            locations: undefined,
            siteUrls: undefined,
          };
          const expected = {
            'webex_live_meetings{}': meetings[1],
            'webex_live_participants{}': participants[1],
            'webex_live_meetings_by_quality{good}': good[1],
            'webex_live_meetings_by_quality{bad}': bad[1],
            'webex_live_participants_by_quality{bad}': people[1],
          };
          const known = Object.entries(expected).filter(([, value]) => value !== undefined);
          const decoded = decodeAnswer(JSON.stringify(body), undefined);
          expect(decoded.kind).toBe(known.length === 0 ? 'no_data' : 'answer');
          if (decoded.kind !== 'answer') return;
          expect(toSeries(decoded.answer)).toEqual(Object.fromEntries(known));
          const bads = [meetings, participants, good, bad, people].filter(
            ([given, value]) => value === undefined && JSON.stringify(given) !== 'null',
          );
          expect(decoded.answer.defects).toHaveLength(bads.length);
        },
      ),
    );
  });

  it('equal countries are added up, and an entry without a name or figure costs the others nothing', () => {
    const entry = fc.record({
      country: fc.constantFrom<unknown>('Germany', 'France', 'Atlantis', '', 7, null),
      liveMeetingCount: figures,
    });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const locations = entries.map(({ country, liveMeetingCount: [given] }) => ({
          country,
          liveMeetingCount: given,
        }));
        const sums: Record<string, number> = {};
        for (const { country, liveMeetingCount } of entries)
          if (typeof country === 'string' && liveMeetingCount[1] !== undefined)
            sums[country] = (sums[country] ?? 0) + liveMeetingCount[1];
        const series = seriesOf({ totalLiveMeetingCount: 1, locations });
        const shown = Object.entries(series)
          .filter(([name]) => name.startsWith('webex_live_meetings_by_country'))
          .map(([name, value]) => [/\{(.*),/.exec(name)?.[1], value]);
        expect(Object.fromEntries(shown)).toEqual(sums);
      }),
    );
  });

  it('nothing throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.option(fc.string(), { nil: undefined }),
        (body, site) => {
          expect(['answer', 'no_data', 'invalid']).toContain(decodeAnswer(body, site).kind);
        },
      ),
    );
  });
});
