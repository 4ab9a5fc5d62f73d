import { DAY_MS } from '../../window.ts';
import { FIRST_DAY } from './activity.ts';
import { dayAt } from './calendar.ts';
import { countryOf, type Country } from './countries.ts';
import { split, type DayFigures } from './day-figures.ts';
import type { Incidents } from './incidents.ts';
import { createRandom, hashOf } from './random.ts';
import type { SiteProfile } from './site-profile.ts';
import { drawStarts, startedShare, type StartsCurve } from './starts.ts';
import type { Truth } from './truth.ts';

/** What goes on in a country at a moment. */
export interface LiveCounts {
  readonly country: Country;
  readonly meetings: number;
  readonly participants: number;
  readonly badMeetings: number;
  readonly badParticipants: number;
}

/** The meetings that run at a moment: those of the days' figures that have started and not yet ended. */
export interface Live {
  /** A site's countries in which anything goes on. Throws a RangeError for a site that is not of the profiles. */
  countsAt(siteUrl: string, atMs: number): readonly LiveCounts[];
}

/** A UTC day of a site, told by when its meetings start. All of them last as long as their mean. */
interface MeetingDay {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly countries: readonly CountryDay[];
}

interface CountryDay {
  readonly country: Country;
  readonly meetings: number;
  readonly joins: number;
  /** 0 to 1: decides when the first of few meetings starts. */
  readonly chance: number;
  /** In the order of the country's zones. */
  readonly curves: readonly StartsCurve[];
}

// Today, yesterday, and room for an incident that comes and goes.
const KEPT_DAYS = 4;
const QUALITY_CHANGES_EVERY_MS = 300_000;
const USUAL_BAD_SHARE = 0.03;

export function createLive(
  seed: number,
  profiles: readonly SiteProfile[],
  truth: Truth,
  incidents: Incidents,
): Live {
  const sites = new Map(
    profiles.map((profile) => [profile.siteUrl, { profile, days: new Map<string, MeetingDay>() }]),
  );

  function dayOf(
    { profile, days }: { profile: SiteProfile; days: Map<string, MeetingDay> },
    day: number,
  ): MeetingDay {
    const key = `${day}x${incidents.factorAt(profile.siteUrl, day)}`;
    const kept = days.get(key);
    if (kept !== undefined) return kept;
    const made = toMeetingDay(profile, seed, day, truth.figuresOn(profile.siteUrl, day));
    days.set(key, made);
    const [oldest] = days.keys();
    if (days.size > KEPT_DAYS && oldest !== undefined) days.delete(oldest);
    return made;
  }

  return {
    countsAt(siteUrl, atMs) {
      const site = sites.get(siteUrl);
      if (site === undefined) throw new RangeError(`the simulator has no site ${siteUrl}`);
      const today = dayAt(atMs);
      // A meeting of yesterday may still run; none lasts longer.
      const days = [today - 1, today].filter((day) => day >= FIRST_DAY).map((day) => dayOf(site, day));
      const badShare = incidents.badQualityShareAt(siteUrl, today) ?? usualBadShare(seed, siteUrl, atMs);
      return site.profile.countries.flatMap(({ name }, index) => {
        const country = countryOf(name);
        const runs = days.map((day) => running(day, index, atMs));
        const meetings = runs.reduce((sum, run) => sum + run.meetings, 0);
        const participants = runs.reduce((sum, run) => sum + run.participants, 0);
        if (participants === 0) return [];
        const chance = createRandom(
          hashOf(seed, 'bad', siteUrl, name, Math.floor(atMs / QUALITY_CHANGES_EVERY_MS)),
        ).unit();
        const badMeetings = Math.min(meetings, Math.floor(meetings * badShare + chance));
        const badParticipants = meetings === 0 ? 0 : Math.round((participants * badMeetings) / meetings);
        return [{ country, meetings, participants, badMeetings, badParticipants }];
      });
    },
  };
}

function toMeetingDay(profile: SiteProfile, seed: number, day: number, figures: DayFigures): MeetingDay {
  const { siteUrl, home } = profile;
  const curves = new Map<number, StartsCurve>();
  const curveAt = (offsetHours: number): StartsCurve => {
    const curve = curves.get(offsetHours) ?? drawStarts(seed, siteUrl, day, home, offsetHours);
    curves.set(offsetHours, curve);
    return curve;
  };
  const random = createRandom(hashOf(seed, 'live', siteUrl, day));
  // A country has no more meetings than joins, because the site has not.
  const meetingsByCountry = split(figures.meetings, Array.from(figures.joinsByCountry), random.unit());
  return {
    startMs: day * DAY_MS,
    lengthMs: figures.meetings === 0 ? 0 : (figures.meetingMinutes / figures.meetings) * 60_000,
    countries: profile.countries.map(({ name }, index) => {
      const country = countryOf(name);
      return {
        country,
        meetings: meetingsByCountry[index] ?? 0,
        joins: figures.joinsByCountry[index] ?? 0,
        chance: random.unit(),
        curves: country.zones.map(({ offsetHours }) => curveAt(offsetHours)),
      };
    }),
  };
}

/** Those of a country that started on that day and run now: started by now, less those that started a length ago. */
function running(
  { startMs, lengthMs, countries }: MeetingDay,
  index: number,
  atMs: number,
): { meetings: number; participants: number } {
  const country = countries[index];
  if (country === undefined || country.joins === 0) return { meetings: 0, participants: 0 };
  const now = started(country, atMs - startMs);
  const ended = started(country, atMs - startMs - lengthMs);
  return { meetings: now.meetings - ended.meetings, participants: now.joins - ended.joins };
}

/** What has started so long after midnight; each meeting brings its part of the joins, and all of them the whole. */
function started(country: CountryDay, sinceMidnightMs: number): { meetings: number; joins: number } {
  const { meetings, joins, chance } = country;
  const share = shareOf(country, sinceMidnightMs);
  if (meetings === 0) return { meetings, joins: Math.floor(joins * share + chance) };
  const begun = Math.floor(meetings * share + chance);
  return { meetings: begun, joins: Math.floor((begun * joins) / meetings) };
}

function shareOf({ country, curves }: CountryDay, sinceMidnightMs: number): number {
  return curves.reduce(
    (sum, curve, index) => sum + startedShare(curve, sinceMidnightMs) * (country.zones[index]?.share ?? 0),
    0,
  );
}

function usualBadShare(seed: number, siteUrl: string, atMs: number): number {
  return (
    USUAL_BAD_SHARE * createRandom(hashOf(seed, 'quality', siteUrl, Math.floor(atMs / 3_600_000))).noise(0.4)
  );
}
