import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../../src/simulator/world/calendar.ts';
import { createIncidents } from '../../../src/simulator/world/incidents.ts';
import { createLive } from '../../../src/simulator/world/live.ts';
import type { LiveAnswer } from '../../../src/simulator/world/live-answer.ts';
import { createProfiles, DEMO_SITE_URLS } from '../../../src/simulator/world/site-profile.ts';
import { createTruth } from '../../../src/simulator/world/truth.ts';
import { createMondaySimulator } from './requests.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Friday. */
const FRIDAY_MS = Date.UTC(2026, 10, 20);

const simulator = createMondaySimulator();
const anyMoment = integer({ min: Date.UTC(2020, 11, 20), max: Date.UTC(2028, 0, 1) });
const anySite = constantFrom(...simulator.sites);

function meetingsAt(siteUrl: string, atMs: number, of = simulator): number {
  return of.liveAnswer(atMs, [siteUrl]).totalLiveMeetingCount;
}

/** The mean of a site's live meetings over some hours of a UTC day. */
function meanOf(siteUrl: string, dayMs: number, fromHour: number, toHour: number): number {
  const moments = Array.from(
    { length: (toHour - fromHour) * 6 },
    (_, index) => dayMs + fromHour * HOUR_MS + index * 10 * MINUTE_MS,
  );
  return moments.reduce((sum, atMs) => sum + meetingsAt(siteUrl, atMs), 0) / moments.length;
}

function countryAt(siteUrl: string, atMs: number, country: string): number {
  const { locations } = simulator.liveAnswer(atMs, [siteUrl]);
  return locations.find((location) => location.country === country)?.liveMeetingCount ?? 0;
}

describe('live meetings and the figures of their days', () => {
  it.each(DEMO_SITE_URLS)(
    'of %s agree over a week: minutes in which meetings run are the meeting minutes',
    (siteUrl) => {
      const startMs = Date.UTC(2026, 10, 16);
      let minutes = 0;
      for (let atMs = startMs + MINUTE_MS; atMs < startMs + 7 * DAY_MS; atMs += 2 * MINUTE_MS)
        minutes += 2 * meetingsAt(siteUrl, atMs);
      const { totalMeetingMinutes } = simulator.answer(siteUrl, '2026-11-16', '2026-11-22').metrics;
      expect(Math.abs(minutes - totalMeetingMinutes)).toBeLessThan(Math.max(0.005 * totalMeetingMinutes, 60));
    },
  );

  it('agree by the day: the meetings that start on a day, and their joins by country, are its meetings and joins', () => {
    const profiles = createProfiles(1, DEMO_SITE_URLS);
    const incidents = createIncidents(DEMO_SITE_URLS);
    const truth = createTruth(1, profiles, incidents);
    // Meetings that all run for a day: at its end those and only those that started on it are live.
    const dayLong = {
      ...truth,
      figuresOn(siteUrl: string, day: number) {
        const figures = truth.figuresOn(siteUrl, day);
        return { ...figures, meetingMinutes: figures.meetings * 1440 };
      },
    };
    const live = createLive(1, dayLong, incidents);
    const anyDay = integer({ min: parseDay('2021-01-01') ?? 0, max: parseDay('2027-12-31') ?? 0 });
    assert(
      property(anySite, anyDay, (siteUrl, day) => {
        const answer = live.answerAt([siteUrl], (day + 1) * DAY_MS);
        const { metrics } = truth.answer(siteUrl, day, day);
        expect(answer.totalLiveMeetingCount).toBe(metrics.totalMeetings);
        expect(
          Object.fromEntries(answer.locations.map((at) => [at.country, at.liveParticipantCount])),
        ).toEqual(
          Object.fromEntries(metrics.participantsByLocation.map((at) => [at.country, at.totalParticipants])),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('begin with the first day of data', () => {
    expect(meetingsAt('acme.webex.com', Date.UTC(2020, 11, 31, 15))).toBe(0);
    expect(meetingsAt('acme.webex.com', Date.UTC(2021, 0, 4, 15))).toBeGreaterThan(0);
  });
});

describe('the curve of a day', () => {
  it('follows the working hours of each country', () => {
    const busiest = (country: string): number => {
      const hours = Array.from({ length: 24 }, (_, hour) =>
        countryAt('acme-apac.webex.com', FRIDAY_MS + (hour + 0.25) * HOUR_MS, country),
      );
      return hours.indexOf(Math.max(...hours));
    };
    // 9 to 18 o'clock there.
    expect((busiest('Japan') + 9) % 24).toBeGreaterThanOrEqual(9);
    expect((busiest('Japan') + 9) % 24).toBeLessThan(18);
    expect(busiest('India') + 5.5).toBeGreaterThanOrEqual(9);
    expect(busiest('India') + 5.5).toBeLessThan(18);
  });

  it('is high at work, low at lunch and near nothing at night', () => {
    // Germany, France and most others of this site: UTC+1; the United Kingdom an hour later.
    const morning = meanOf('acme-eu.webex.com', FRIDAY_MS, 9, 11);
    const lunch = meanOf('acme-eu.webex.com', FRIDAY_MS, 11, 12);
    const afternoon = meanOf('acme-eu.webex.com', FRIDAY_MS, 13, 15);
    const night = meanOf('acme-eu.webex.com', FRIDAY_MS, 0, 4);
    expect(lunch).toBeLessThan(0.85 * Math.min(morning, afternoon));
    expect(night).toBeLessThan(0.02 * morning);
  });

  it('is low on a weekend, and a Saturday in UTC begins with the end of an American Friday', () => {
    const friday = meanOf('acme.webex.com', FRIDAY_MS, 12, 24);
    expect(meanOf('acme.webex.com', FRIDAY_MS + DAY_MS, 12, 24)).toBeLessThan(0.12 * friday);
    // The same hour of the evening there, of a Friday and of a Saturday.
    const eveningOf = (dayMs: number): number =>
      countryAt('acme.webex.com', dayMs + 1.5 * HOUR_MS, 'United States');
    expect(eveningOf(FRIDAY_MS + DAY_MS)).toBeGreaterThan(3 * eveningOf(FRIDAY_MS + 2 * DAY_MS));
  });

  it('is the same for the same seed, and another for another', () => {
    const atMs = FRIDAY_MS + 15 * HOUR_MS;
    expect(createMondaySimulator().liveAnswer(atMs)).toEqual(simulator.liveAnswer(atMs));
    expect(createMondaySimulator({ seed: 2 }).liveAnswer(atMs)).not.toEqual(simulator.liveAnswer(atMs));
  });
});

describe('an answer of live monitoring', () => {
  it('adds up at any moment', () => {
    assert(
      property(anyMoment, (atMs) => {
        const answer = simulator.liveAnswer(atMs);
        const total = (figure: keyof Omit<LiveAnswer['locations'][number], 'country'>): number =>
          answer.locations.reduce((sum, location) => sum + location[figure], 0);
        expect(total('liveMeetingCount')).toBe(answer.totalLiveMeetingCount);
        expect(total('liveParticipantCount')).toBe(answer.totalLiveParticipantCount);
        expect(answer.totalGoodQualityLiveMeetingCount + answer.totalBadQualityMeetingCount).toBe(
          answer.totalLiveMeetingCount,
        );
        expect(answer.totalGoodQualityLiveParticipantCount + answer.totalBadQualityParticipantCount).toBe(
          answer.totalLiveParticipantCount,
        );
        for (const location of answer.locations) {
          const { country, ...numbers } = location;
          const { countryLatitude, countryLongitude, ...counts } = numbers;
          expect(country).not.toBe('');
          expect(Math.abs(countryLatitude)).toBeLessThanOrEqual(90);
          expect(Math.abs(countryLongitude)).toBeLessThanOrEqual(180);
          expect(Object.values(counts).every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
          expect(location.liveParticipantCount).toBeGreaterThanOrEqual(
            Math.max(1, location.liveMeetingCount),
          );
        }
        const sites = simulator.sites.map((siteUrl) => meetingsAt(siteUrl, atMs));
        expect(sites.reduce((sum, meetings) => sum + meetings, 0)).toBe(answer.totalLiveMeetingCount);
      }),
      { numRuns: 30 },
    );
  });

  it('has a few meetings of bad quality', () => {
    const moments = Array.from({ length: 24 }, (_, hour) => simulator.liveAnswer(FRIDAY_MS + hour * HOUR_MS));
    const sum = (figure: 'totalBadQualityMeetingCount' | 'totalLiveMeetingCount'): number =>
      moments.reduce((reached, answer) => reached + answer[figure], 0);
    const share = sum('totalBadQualityMeetingCount') / sum('totalLiveMeetingCount');
    expect(share).toBeGreaterThan(0.015);
    expect(share).toBeLessThan(0.06);
  });
});

describe('an incident', () => {
  const siteUrl = 'acme-eu.webex.com';
  const atMs = FRIDAY_MS + 10 * HOUR_MS;
  const today = { from: formatDay(FRIDAY_MS / DAY_MS), to: formatDay(FRIDAY_MS / DAY_MS) };

  it('shows in the next answer, and its end in the one after', () => {
    const own = createMondaySimulator();
    const usual = meetingsAt(siteUrl, atMs, own);
    own.incidents.set(siteUrl, { factor: 0.3, ...today });
    expect(meetingsAt(siteUrl, atMs, own) / usual).toBeCloseTo(0.3, 1);
    own.incidents.set(siteUrl, { factor: 0, ...today });
    expect(meetingsAt(siteUrl, atMs, own)).toBe(0);
    expect(meetingsAt('acme.webex.com', atMs, own)).toBe(meetingsAt('acme.webex.com', atMs));
    own.incidents.clear(siteUrl);
    expect(meetingsAt(siteUrl, atMs, own)).toBe(usual);
  });

  it('can be one of quality, which leaves the meetings as they are', () => {
    const own = createMondaySimulator();
    own.incidents.set(siteUrl, { factor: 1, badQualityShare: 0.5, ...today });
    const answer = own.liveAnswer(atMs, [siteUrl]);
    expect(answer.totalLiveMeetingCount).toBe(meetingsAt(siteUrl, atMs));
    expect(answer.totalBadQualityMeetingCount / answer.totalLiveMeetingCount).toBeCloseTo(0.5, 1);
  });
});
