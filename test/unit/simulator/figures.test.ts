import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, parseDay, weekdayOf } from '../../../src/simulator/world/calendar.ts';
import type { AggregatesAnswer } from '../../../src/simulator/world/range-answer.ts';
import { createMondaySimulator } from './requests.ts';

type Metrics = AggregatesAnswer['metrics'];

const simulator = createMondaySimulator();
const firstDay = parseDay('2021-01-01') ?? Number.NaN;
const day = integer({ min: firstDay - 5, max: firstDay + 2600 });
const siteAndDays = record({
  siteUrl: constantFrom(...simulator.sites.slice(1)),
  from: day,
  days: integer({ min: 1, max: 40 }),
});

function metricsOf(siteUrl: string, from: number, days = 1, of = simulator): Metrics {
  return of.answer(siteUrl, formatDay(from), formatDay(from + days - 1)).metrics;
}

function eachDay(siteUrl: string, from: number, days: number): Metrics[] {
  return Array.from({ length: days }, (_, index) => metricsOf(siteUrl, from + index));
}

function locationsOf(metrics: Metrics): Record<string, number> {
  return Object.fromEntries(metrics.participantsByLocation.map((at) => [at.country, at.totalParticipants]));
}

function addUp(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const part of parts) {
    for (const [key, count] of Object.entries(part)) sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

/** The figures that are one number and add up. */
function scalarsOf(metrics: Metrics): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) =>
      typeof value === 'number' && name !== 'totalUniqueHosts' ? [[name, value]] : [],
    ),
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

describe('figures', () => {
  it('are these on these days, on every machine', () => {
    const golden = [
      ['acme.webex.com', '2026-11-18'],
      ['acme-eu.webex.com', '2026-10-03'],
      ['acme-apac.webex.com', '2024-02-29'],
      ['acme-labs.webex.com', '2026-11-20'],
      ['somebody.webex.com', '2026-11-20'],
    ] as const;
    const withAnother = createMondaySimulator({ sites: golden.map(([siteUrl]) => siteUrl) });
    const rows = golden.map(([siteUrl, date]) => {
      const { metrics } = withAnother.answer(siteUrl, date, date);
      const { totalMeetings, totalParticipants, totalUniqueHosts, totalAudioMinutes } = metrics;
      const busiest = metrics.participantsByLocation[0];
      return [
        siteUrl,
        totalMeetings,
        totalParticipants,
        totalUniqueHosts,
        totalAudioMinutes,
        busiest?.country,
      ];
    });
    expect(rows).toEqual([
      ['acme.webex.com', 39_544, 281_585, 15_063, 6_350_363, 'United States'],
      ['acme-eu.webex.com', 221, 1648, 200, 55_182, 'Germany'],
      ['acme-apac.webex.com', 1144, 6093, 551, 209_932, 'Japan'],
      ['acme-labs.webex.com', 3, 18, 2, 431, 'United States'],
      ['somebody.webex.com', 1067, 5904, 549, 143_488, 'Saudi Arabia'],
    ]);
  });

  it('depend on the seed, the site and the day, and on no earlier question', () => {
    const again = createMondaySimulator();
    again.answer('acme-eu.webex.com', '2025-01-01', '2026-11-22');
    const asked = ['acme-eu.webex.com', '2026-11-18', '2026-11-18'] as const;
    expect(again.answer(...asked)).toEqual(createMondaySimulator().answer(...asked));
    expect(createMondaySimulator({ seed: 2 }).answer(...asked)).not.toEqual(simulator.answer(...asked));
  });

  it('of a range are the sums of its days', () => {
    assert(
      property(siteAndDays, ({ siteUrl, from, days }) => {
        const range = metricsOf(siteUrl, from, days);
        const parts = eachDay(siteUrl, from, days);
        expect(Object.keys(scalarsOf(range))).toHaveLength(9);
        expect(scalarsOf(range)).toEqual(addUp(parts.map(scalarsOf)));
        expect(range.participantsByJoinMethods).toEqual(
          addUp(parts.map((part) => part.participantsByJoinMethods)),
        );
        expect(range.participantsByRoles).toEqual(addUp(parts.map((part) => part.participantsByRoles)));
        expect(locationsOf(range)).toEqual(addUp(parts.map(locationsOf)));
      }),
      { numRuns: 60 },
    );
  });

  it('agree with each other, are whole, and leave out keys without joins', () => {
    assert(
      property(siteAndDays, ({ siteUrl, from, days }) => {
        const metrics = metricsOf(siteUrl, from, days);
        const locations = locationsOf(metrics);
        const groups = [metrics.participantsByJoinMethods, metrics.participantsByRoles, locations];
        for (const group of groups) {
          expect(sum(group)).toBe(metrics.totalParticipants);
          expect(Object.values(group).every((count) => count > 0 && Number.isSafeInteger(count))).toBe(true);
        }
        expect(Object.values(scalarsOf(metrics)).every((count) => Number.isSafeInteger(count))).toBe(true);
        expect(Object.keys(locations)).toHaveLength(metrics.participantsByLocation.length);
        expect(metrics.totalAudioMinutes).toBe(metrics.totalVoIPMinutes + metrics.totalTelephoneMinutes);
        expect(metrics.totalParticipants).toBeGreaterThanOrEqual(metrics.totalMeetings);
        for (const some of [metrics.videoMeetings, metrics.sharingMeetings, metrics.recordingMeetings]) {
          expect(some).toBeLessThanOrEqual(metrics.totalMeetings);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are 0 before 2021', () => {
    const { metrics } = simulator.answer('acme.webex.com', '2020-12-01', '2020-12-31');
    expect(new Set([...Object.values(scalarsOf(metrics)), metrics.totalUniqueHosts])).toEqual(new Set([0]));
    expect(metrics.participantsByRoles).toEqual({});
    expect(metrics.participantsByLocation).toEqual([]);
  });

  it('refuse what makes no sense', () => {
    expect(() => simulator.answer('nobody.webex.com', '2026-11-01', '2026-11-02')).toThrow(RangeError);
    expect(() => simulator.answer('acme.webex.com', '2026-11-31', '2026-12-02')).toThrow(RangeError);
    expect(() => simulator.answer('acme.webex.com', '2026-11-03', '2026-11-02')).toThrow(RangeError);
  });
});

describe('unique hosts', () => {
  it('are at least those of the largest day and at most the sum of the days and the meetings', () => {
    assert(
      property(siteAndDays, ({ siteUrl, from, days }) => {
        const range = metricsOf(siteUrl, from, days);
        const hosts = eachDay(siteUrl, from, days).map((part) => part.totalUniqueHosts);
        expect(range.totalUniqueHosts).toBeGreaterThanOrEqual(Math.max(...hosts));
        expect(range.totalUniqueHosts).toBeLessThanOrEqual(hosts.reduce((total, count) => total + count, 0));
        expect(range.totalUniqueHosts).toBeLessThanOrEqual(range.totalMeetings);
        expect(range.totalUniqueHosts > 0).toBe(range.totalMeetings > 0);
      }),
      { numRuns: 60 },
    );
  });

  it('never fall when a range grows at either end', () => {
    assert(
      property(siteAndDays, ({ siteUrl, from, days }) => {
        const hosts = metricsOf(siteUrl, from, days).totalUniqueHosts;
        expect(metricsOf(siteUrl, from, days + 1).totalUniqueHosts).toBeGreaterThanOrEqual(hosts);
        expect(metricsOf(siteUrl, from - 1, days + 1).totalUniqueHosts).toBeGreaterThanOrEqual(hosts);
      }),
      { numRuns: 60 },
    );
  });

  it('return: those of four weeks are far fewer than the sum of the days', () => {
    const from = parseDay('2026-10-26') ?? Number.NaN;
    const sumOfDays = eachDay('acme.webex.com', from, 28).reduce(
      (total, part) => total + part.totalUniqueHosts,
      0,
    );
    expect(metricsOf('acme.webex.com', from, 28).totalUniqueHosts).toBeLessThan(sumOfDays / 5);
  });
});

describe('the calendar of a site', () => {
  const meetingsOn = (siteUrl: string, date: string): number =>
    simulator.answer(siteUrl, date, date).metrics.totalMeetings;

  it('has quiet weekends', () => {
    for (const siteUrl of simulator.sites.slice(0, 3)) {
      const week = eachDay(siteUrl, parseDay('2026-10-19') ?? Number.NaN, 7).map(
        (part) => part.totalMeetings,
      );
      expect(Math.max(...week.slice(5))).toBeLessThan(Math.min(...week.slice(0, 5)) / 5);
    }
  });

  it("keeps its own country's holidays and no other's", () => {
    // Wednesday 2023-05-03 is a holiday in Japan, Monday 2023-05-01 in Germany.
    expect(meetingsOn('acme-apac.webex.com', '2023-05-03')).toBeLessThan(
      meetingsOn('acme-apac.webex.com', '2023-05-10') / 4,
    );
    expect(meetingsOn('acme-eu.webex.com', '2023-05-01')).toBeLessThan(
      meetingsOn('acme-eu.webex.com', '2023-05-08') / 4,
    );
    expect(meetingsOn('acme.webex.com', '2023-05-01')).toBeGreaterThan(
      meetingsOn('acme.webex.com', '2023-05-08') / 2,
    );
  });

  it('grows from year to year', () => {
    const meetingsIn = (year: number): number =>
      simulator.answer('acme-apac.webex.com', `${year}-01-01`, `${year}-12-31`).metrics.totalMeetings;
    const years = [2021, 2022, 2023, 2024, 2025].map(meetingsIn);
    expect(years).toEqual([...years].sort((one, other) => one - other));
  });

  it('knows weekdays and real days', () => {
    expect([weekdayOf(0), weekdayOf(parseDay('2026-11-22') ?? 0), weekdayOf(-4)]).toEqual([4, 0, 0]);
    expect(parseDay('2024-02-29')).toBeDefined();
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-20T00:00:00Z', '']) {
      expect(parseDay(text)).toBeUndefined();
    }
  });
});

describe('keys', () => {
  const daysWith = (key: string, from: string, to: string): number => {
    const first = parseDay(from) ?? Number.NaN;
    const days = (parseDay(to) ?? Number.NaN) - first + 1;
    return eachDay('acme-eu.webex.com', first, days).filter((part) => key in part.participantsByJoinMethods)
      .length;
  };

  it('of join methods appear, retire, and are there on some days only', () => {
    expect(daysWith('spatialApp', '2026-02-01', '2026-03-01')).toBe(0);
    expect(daysWith('spatialApp', '2026-03-02', '2026-03-06')).toBe(5);
    expect(daysWith('browserPlugin', '2026-05-25', '2026-05-29')).toBe(5);
    expect(daysWith('browserPlugin', '2026-06-01', '2026-06-30')).toBe(0);
    const rare = daysWith('carApp', '2025-01-01', '2025-12-31');
    expect(rare).toBeGreaterThan(10);
    expect(rare).toBeLessThan(120);
  });

  it('of countries come and go', () => {
    const days = eachDay('acme.webex.com', parseDay('2026-09-01') ?? Number.NaN, 60);
    const appearances = addUp(
      days.map((part) => Object.fromEntries(Object.keys(locationsOf(part)).map((name) => [name, 1]))),
    );
    expect(Object.values(appearances).some((count) => count < 30)).toBe(true);
    expect(appearances['United States']).toBe(60);
  });
});

describe('sites', () => {
  it('are as many and as wide as asked, each country there every day of the week', () => {
    const many = createMondaySimulator({ sites: { count: 12, countries: 196 } });
    expect(many.sites[0]).toBe('site-001.webex.com');
    expect(many.sites[11]).toBe('site-012.webex.com');
    for (const siteUrl of many.sites) {
      for (let from = parseDay('2026-11-09') ?? Number.NaN, days = 0; days < 7; days += 1) {
        expect(metricsOf(siteUrl, from + days, 1, many).participantsByLocation).toHaveLength(196);
      }
    }
  });

  it('of the demo differ by orders of magnitude', () => {
    const [large, medium, small, tiny] = simulator.sites.map(
      (siteUrl) => simulator.answer(siteUrl, '2026-11-16', '2026-11-20').metrics.totalMeetings / 5,
    );
    expect(large).toBeGreaterThan(20_000);
    expect(medium).toBeGreaterThan(2000);
    expect(small).toBeGreaterThan(900);
    expect(tiny).toBeLessThan(6);
    expect(tiny).toBeGreaterThan(1);
  });

  it('that cannot be are refused', () => {
    for (const sites of [
      [],
      [''],
      ['a.webex.com', 'a.webex.com'],
      { count: 0, countries: 3 },
      { count: 1, countries: 999 },
    ]) {
      expect(() => createMondaySimulator({ sites })).toThrow(RangeError);
    }
  });
});

describe('incidents', () => {
  it('multiply the meetings of their days and all that follows, and no other day', () => {
    const site = 'acme-eu.webex.com';
    const struck = createMondaySimulator();
    const usual = struck.answer(site, '2026-11-17', '2026-11-19').metrics;
    struck.incidents.set(site, { factor: 0.25, from: '2026-11-18', to: '2026-11-18' });

    expect(struck.answer(site, '2026-11-17', '2026-11-17')).toEqual(
      simulator.answer(site, '2026-11-17', '2026-11-17'),
    );
    expect(struck.answer(site, '2026-11-19', '2026-11-19')).toEqual(
      simulator.answer(site, '2026-11-19', '2026-11-19'),
    );
    const day = struck.answer(site, '2026-11-18', '2026-11-18').metrics;
    const usualDay = simulator.answer(site, '2026-11-18', '2026-11-18').metrics;
    expect(day.totalMeetings / usualDay.totalMeetings).toBeCloseTo(0.25, 2);
    expect(day.totalParticipants / usualDay.totalParticipants).toBeCloseTo(0.25, 2);
    expect(struck.answer(site, '2026-11-17', '2026-11-19').metrics.totalMeetings).toBe(
      usual.totalMeetings - usualDay.totalMeetings + day.totalMeetings,
    );

    struck.incidents.set(site, { factor: 0, from: '2026-11-18', to: '2026-11-18' });
    expect(struck.answer(site, '2026-11-18', '2026-11-18').metrics.totalMeetings).toBe(0);
    struck.incidents.clear(site);
    expect(struck.answer(site, '2026-11-17', '2026-11-19').metrics).toEqual(usual);
  });
});
