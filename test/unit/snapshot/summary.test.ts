import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Points, type Point } from '../../../src/points.ts';
import { isSameSummary, restoreSummary, summarise, type Summary } from '../../../src/snapshot/summary.ts';
import { createAnswer, named, toNamed, type NamedFigure } from '../../support/summary-answers.ts';

function summariseMethods(figures: readonly NamedFigure[], maxLabelValues = 300): Summary {
  return summarise(createAnswer({ participantsByJoinMethods: figures }), maxLabelValues, String);
}

function joinMethodsOf({ breakdowns }: Summary): NamedFigure[] {
  return toNamed(breakdowns['joinMethods']);
}

function countriesOf(participantsByLocation: readonly NamedFigure[]): Point[] | undefined {
  return summarise(createAnswer({ participantsByLocation }), 300, String).breakdowns['countries']?.toArray();
}

function methodsOf(figures: readonly NamedFigure[], maxLabelValues?: number): Record<string, number> {
  return Object.fromEntries(joinMethodsOf(summariseMethods(figures, maxLabelValues)));
}

describe('summarise', () => {
  it('takes the figures as they are', () => {
    const figures = { totalMeetings: 0, totalVoIPMinutes: 1.5 };
    expect(summarise(createAnswer({ figures }), 300, String).figures).toEqual(figures);
  });

  it('dates the window from the first instant of its first day to the end of its last', () => {
    const { startMs, endMs } = summariseMethods([]);
    expect(startMs).toBe(Date.UTC(2026, 10, 16));
    expect(endMs).toBe(Date.UTC(2026, 10, 23));
  });

  it.each([
    ['2024-02-28', '2024-02-29', Date.UTC(2024, 2, 1)],
    ['2025-12-31', '2025-12-31', Date.UTC(2026, 0, 1)],
    ['2026-02-01', '2026-02-28', Date.UTC(2026, 2, 1)],
  ])('ends the window from %s to %s with its last day', (startDate, endDate, endMs) => {
    expect(summarise(createAnswer({ startDate, endDate }), 1, String).endMs).toBe(endMs);
  });

  it.each([undefined, '2026-02-30', 'yesterday'])('has no instant for the date %s', (date) => {
    const { startMs, endMs } = summarise(createAnswer({ startDate: date, endDate: date }), 300, String);
    expect([startMs, endMs]).toEqual([undefined, undefined]);
  });

  it('sums repeated countries and gives them their code', () => {
    const participantsByLocation: NamedFigure[] = [
      ['Germany', 3],
      ['Atlantis', 1],
      ['Germany', 4],
    ];
    expect(countriesOf(participantsByLocation)).toEqual([
      { labels: ['Germany', 'DE'], value: 7 },
      { labels: ['Atlantis', ''], value: 1 },
    ]);
  });

  it('keeps two spellings of one country apart: the name is shown as given', () => {
    const participantsByLocation: NamedFigure[] = [
      ['Turkey', 3],
      ['Türkiye', 4],
    ];
    expect(countriesOf(participantsByLocation)).toEqual([
      { labels: ['Turkey', 'TR'], value: 3 },
      { labels: ['Türkiye', 'TR'], value: 4 },
    ]);
  });
});

describe('folding', () => {
  it('leaves as many values as the limit allows alone', () => {
    const summary = summariseMethods(named(1, 2, 3), 3);
    expect(joinMethodsOf(summary)).toEqual(named(1, 2, 3));
    expect(summary.folded).toEqual({ join_method: 0, role: 0, country: 0 });
  });

  it('keeps the largest and folds the rest into `other`', () => {
    const summary = summariseMethods(named(1, 50, 0, 40, 2), 2);
    expect(Object.fromEntries(joinMethodsOf(summary))).toEqual({ b: 50, d: 40, other: 3 });
    expect(summary.folded.join_method).toBe(3);
  });

  it('counts the limit after merging', () => {
    const summary = summariseMethods([...named(1, 2), ...named(1, 2)], 2);
    expect(Object.fromEntries(joinMethodsOf(summary))).toEqual({ a: 2, b: 4 });
    expect(summary.folded.join_method).toBe(0);
  });

  it('breaks ties by name, whatever the order of the answer', () => {
    const tied = named(5, 5, 5, 5);
    expect(methodsOf(tied, 2)).toEqual({ a: 5, b: 5, other: 10 });
    expect(methodsOf(tied.toReversed(), 2)).toEqual({ a: 5, b: 5, other: 10 });
  });

  it('adds to an `other` that is large enough to be kept', () => {
    const summary = summariseMethods([['other', 100], ...named(50, 2, 1)], 2);
    expect(Object.fromEntries(joinMethodsOf(summary))).toEqual({ other: 103, a: 50 });
    expect(summary.folded.join_method).toBe(2);
  });

  it('does not count an `other` of the answer as folded', () => {
    const summary = summariseMethods([['other', 1], ...named(50, 40)], 2);
    expect(Object.fromEntries(joinMethodsOf(summary))).toEqual({ a: 50, b: 40, other: 1 });
    expect(summary.folded.join_method).toBe(0);
  });

  it('bounds each label by itself', () => {
    const summary = summarise(
      createAnswer({
        participantsByJoinMethods: named(3, 2, 1),
        participantsByRoles: named(2, 1),
        participantsByLocation: named(4, 3, 2, 1),
      }),
      2,
      String,
    );
    expect(summary.folded).toEqual({ join_method: 1, role: 0, country: 2 });
    expect(summary.breakdowns['countries']?.toArray().at(-1)).toEqual({ labels: ['other', ''], value: 3 });
  });

  it('loses no join and shows one value more than the limit at most', () => {
    const figures = fc.array(fc.tuple(fc.constantFrom('other', 'a', 'b', 'c', 'd', 'e'), fc.nat(1000)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 10 }), (joins, limit) => {
        const joinMethods = joinMethodsOf(summariseMethods(joins, limit));
        expect(new Set(joinMethods.map(([name]) => name)).size).toBe(joinMethods.length);
        expect(joinMethods.length).toBeLessThanOrEqual(limit + 1);
        expect(total(joinMethods)).toBe(total(joins));
      }),
    );
  });
});

describe('label values', () => {
  it.each([
    ['ordinary text', 'cloudVideoDevice', 'cloudVideoDevice'],
    ['an empty name', '', ''],
    ['keys of the prototype', '__proto__', '__proto__'],
    ['quotes, backslashes and line breaks', '"\\\r\n\u2028', '"\\\r\n\u2028'],
    ['NUL', 'a\0b', 'a\uFFFDb'],
    ['a lone high surrogate', 'a\uD83Db', 'a\uFFFDb'],
    ['a lone low surrogate', 'a\uDE00b', 'a\uFFFDb'],
    ['a pair', 'a\u{1F600}b', 'a\u{1F600}b'],
    ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['257 characters', 'x'.repeat(257), 'x'.repeat(256)],
    ['256 characters outside of the basic plane', '\u{1F600}'.repeat(256), '\u{1F600}'.repeat(256)],
    ['a pair at the cut', `${'x'.repeat(255)}\u{1F600}y`, `${'x'.repeat(255)}\u{1F600}`],
  ])('make of %s what can be shown', (_, name, shown) => {
    expect(joinMethodsOf(summariseMethods([[name, 1]]))).toEqual([[shown, 1]]);
  });

  it('are made so wherever they stand in a point', () => {
    const points = new Points([['France', 'a\0b secret']], [1]);
    const answer = { ...createAnswer(), breakdowns: { countries: { label: 'country', points } } };
    const { breakdowns } = summarise(answer, 300, (text) => text.replace('secret', 'hidden'));
    expect(breakdowns['countries']).toEqual(new Points([['France', 'a\uFFFDb hidden']], [1]));
  });

  it('are summed when they become equal', () => {
    const long = 'x'.repeat(256);
    expect(
      methodsOf([
        [`${long}1`, 1],
        [`${long}2`, 2],
        ['\0', 3],
        ['\uFFFD', 4],
      ]),
    ).toEqual({
      [long]: 3,
      '\uFFFD': 7,
    });
  });
});

describe('a sum that leaves the range of numbers', () => {
  it('is no figure', () => {
    expect(
      methodsOf([
        ['a', Number.MAX_VALUE],
        ['b', 1],
        ['a', Number.MAX_VALUE],
      ]),
    ).toEqual({ b: 1 });
  });

  it('is none in `other` either', () => {
    const { MAX_VALUE } = Number;
    expect(methodsOf(named(MAX_VALUE, MAX_VALUE, MAX_VALUE), 1)).toEqual({ a: MAX_VALUE });
  });
});

describe('two summaries', () => {
  const pointed = (labels: readonly (readonly string[])[], values: readonly number[]): Summary => ({
    figures: {},
    breakdowns: { countries: new Points(labels, values) },
    folded: {},
  });
  const known = pointed(
    [
      ['Germany', 'DE'],
      ['France', 'FR'],
    ],
    [2, 1],
  );

  it.each<[string, Summary, boolean]>([
    ['the same points', pointed([...(known.breakdowns['countries']?.labels ?? [])], [2, 1]), true],
    [
      'them in another order',
      pointed(
        [
          ['France', 'FR'],
          ['Germany', 'DE'],
        ],
        [1, 2],
      ),
      true,
    ],
    [
      'other figures in another order',
      pointed(
        [
          ['France', 'FR'],
          ['Germany', 'DE'],
        ],
        [2, 1],
      ),
      false,
    ],
    [
      'another figure',
      pointed(
        [
          ['Germany', 'DE'],
          ['France', 'FR'],
        ],
        [2, 3],
      ),
      false,
    ],
    ['one point less', pointed([['Germany', 'DE']], [2]), false],
    [
      'another code of a country',
      pointed(
        [
          ['Germany', 'DE'],
          ['France', 'FX'],
        ],
        [2, 1],
      ),
      false,
    ],
    [
      'labels with the same letters',
      pointed(
        [
          ['Germany', 'DE'],
          ['FranceF', 'R'],
        ],
        [2, 1],
      ),
      false,
    ],
    [
      'the latter in another order',
      pointed(
        [
          ['FranceF', 'R'],
          ['Germany', 'DE'],
        ],
        [1, 2],
      ),
      false,
    ],
    ['no points', { figures: {}, breakdowns: {}, folded: {} }, false],
  ])('with %s', (_, other, isSame) => {
    expect(isSameSummary(known, other)).toBe(isSame);
    expect(isSameSummary(other, known)).toBe(isSame);
  });
});

describe('a summary from a file', () => {
  it('has safe labels, each once', () => {
    const kept: Summary = {
      figures: { totalMeetings: 1 },
      breakdowns: {
        countries: new Points(
          [
            ['a secret', 'A'],
            ['a hidden', 'B'],
            ['b\0', 'C'],
          ],
          [1, 2, 4],
        ),
      },
      folded: { country: 2 },
    };
    const restored = restoreSummary(kept, (text) => text.replace('secret', 'hidden'));
    expect(restored).toEqual({
      figures: { totalMeetings: 1 },
      breakdowns: {
        countries: new Points(
          [
            ['a hidden', 'A'],
            ['b\uFFFD', 'C'],
          ],
          [3, 4],
        ),
      },
      folded: { country: 2 },
    });
  });
});

function total(figures: readonly NamedFigure[]): number {
  return figures.reduce((sum, [, value]) => sum + value, 0);
}
