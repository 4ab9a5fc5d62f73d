import { DAY_MS } from '../../window.ts';
import { FIRST_DAY } from './activity.ts';
import { dayAt } from './calendar.ts';
import { countryOf, type Country } from './countries.ts';
import { split, type DayFigures } from './day-figures.ts';
import type { Incidents } from './incidents.ts';
import { toLiveAnswer, type LiveCounts } from './live-answer.ts';
import { createRandom, hashOf } from './random.ts';
import type { SiteProfile } from './site-profile.ts';
import { drawStarts, startedShare, type StartsCurve } from './starts.ts';
import type { Truth } from './truth.ts';

const QUALITY_CHANGES_EVERY_MS = 300_000;
const USUAL_BAD_SHARE = 0.03;

/** The meetings that run at a moment: those of the days' figures that have started and not yet ended. */
export function createLive(seed: number, truth: Truth, incidents: Incidents) {
  // As long as the truth keeps the figures of a day.
  const countryDays = new WeakMap<DayFigures, readonly CountryDay[]>();

  /** What runs in each of the profile's countries of the meetings that started on that day; all last as long as their mean. */
  function runningOf(profile: SiteProfile, day: number, atMs: number) {
    const figures = truth.figuresOn(profile.siteUrl, day);
    const countries = countryDays.get(figures) ?? toCountryDays(profile, seed, day, figures);
    countryDays.set(figures, countries);
    const lengthMs = figures.meetings === 0 ? 0 : (figures.meetingMinutes / figures.meetings) * 60_000;
    const sinceMidnightMs = atMs - day * DAY_MS;
    return countries.map((country) => {
      const now = started(country, sinceMidnightMs);
      const ended = started(country, sinceMidnightMs - lengthMs);
      return { meetings: now.meetings - ended.meetings, joins: now.joins - ended.joins };
    });
  }

  function countsAt(siteUrl: string, atMs: number): [Country, LiveCounts][] {
    const profile = truth.profileOf(siteUrl);
    const today = dayAt(atMs);
    // A meeting of yesterday may still run; none lasts longer.
    const days = [today - 1, today].filter((day) => day >= FIRST_DAY);
    const runs = days.map((day) => runningOf(profile, day, atMs));
    const badShare = incidents.on(siteUrl, today)?.badQualityShare ?? usualBadShare(seed, siteUrl, atMs);
    return profile.countries.flatMap(({ name }, index): [Country, LiveCounts][] => {
      const meetings = runs.reduce((sum, run) => sum + (run[index]?.meetings ?? 0), 0);
      const participants = runs.reduce((sum, run) => sum + (run[index]?.joins ?? 0), 0);
      if (participants === 0) return [];
      const period = Math.floor(atMs / QUALITY_CHANGES_EVERY_MS);
      const chance = createRandom(hashOf(seed, 'bad', siteUrl, name, period)).unit();
      const badMeetings = Math.min(meetings, Math.floor(meetings * badShare + chance));
      const badParticipants = meetings === 0 ? 0 : Math.round((participants * badMeetings) / meetings);
      return [[countryOf(name), { meetings, participants, badMeetings, badParticipants }]];
    });
  }

  return {
    /** Of some sites together. Throws a RangeError for a site that is not of the profiles. */
    answerAt: (siteUrls: readonly string[], atMs: number) =>
      toLiveAnswer(
        siteUrls,
        siteUrls.flatMap((siteUrl) => countsAt(siteUrl, atMs)),
      ),
  };
}

type CountryDay = ReturnType<typeof toCountryDays>[number];

/** A UTC day of each of the site's countries, told by when its meetings start. */
function toCountryDays(
  { siteUrl, home, countries }: SiteProfile,
  seed: number,
  day: number,
  { meetings, joinsByCountry }: DayFigures,
) {
  const curves = new Map<number, StartsCurve>();
  const curveAt = (offsetHours: number): StartsCurve => {
    const curve = curves.get(offsetHours) ?? drawStarts(seed, siteUrl, day, home, offsetHours);
    curves.set(offsetHours, curve);
    return curve;
  };
  const random = createRandom(hashOf(seed, 'live', siteUrl, day));
  // A country has no more meetings than joins, because the site has not.
  const meetingsByCountry = split(meetings, Array.from(joinsByCountry), random.unit());
  return countries.map(({ name }, index) => {
    const country = countryOf(name);
    return {
      country,
      meetings: meetingsByCountry[index] ?? 0,
      joins: joinsByCountry[index] ?? 0,
      /** 0 to 1: decides when the first of few meetings starts. */
      chance: random.unit(),
      /** In the order of the country's zones. */
      curves: country.zones.map(({ offsetHours }) => curveAt(offsetHours)),
    };
  });
}

/** What has started so long after midnight; each meeting brings its part of the joins, and all of them the whole. */
function started({ country, meetings, joins, chance, curves }: CountryDay, sinceMidnightMs: number) {
  const share = curves.reduce(
    (sum, curve, index) => sum + startedShare(curve, sinceMidnightMs) * (country.zones[index]?.share ?? 0),
    0,
  );
  if (meetings === 0) return { meetings, joins: Math.floor(joins * share + chance) };
  const begun = Math.floor(meetings * share + chance);
  return { meetings: begun, joins: Math.floor((begun * joins) / meetings) };
}

function usualBadShare(seed: number, siteUrl: string, atMs: number): number {
  const hour = Math.floor(atMs / 3_600_000);
  return USUAL_BAD_SHARE * createRandom(hashOf(seed, 'quality', siteUrl, hour)).noise(0.4);
}
