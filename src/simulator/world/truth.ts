import { FIRST_DAY } from './activity.ts';
import { figuresAt, type DayFigures } from './day-figures.ts';
import type { Incidents } from './incidents.ts';
import { answerFor } from './range-answer.ts';
import type { SiteProfile } from './site-profile.ts';

// A day costs about 2 KB with 200 countries and a few thousand hosts: about 40 MB at most.
const MAX_KEPT_DAYS = 20_000;
// Fewer would make a rolling window of 28 days ask for all of its days anew.
const MIN_KEPT_DAYS_PER_SITE = 32;

/** What is true of the sites, whatever a fault may say. */
export type Truth = ReturnType<typeof createTruth>;

/** Each function throws a RangeError for a site that is not of the profiles. */
export function createTruth(seed: number, profiles: readonly SiteProfile[], incidents: Incidents) {
  const keptPerSite = Math.max(MIN_KEPT_DAYS_PER_SITE, Math.floor(MAX_KEPT_DAYS / profiles.length));
  const sites = new Map(
    profiles.map((profile) => [profile.siteUrl, { profile, days: new Map<string, DayFigures>() }]),
  );

  function siteOf(siteUrl: string) {
    const site = sites.get(siteUrl);
    if (site === undefined) throw new RangeError(`the simulator has no site ${siteUrl}`);
    return site;
  }

  /** The figures of a site's day, the same object as long as it is kept; the oldest made are thrown out first. */
  function figuresOn(siteUrl: string, day: number): DayFigures {
    const { profile, days } = siteOf(siteUrl);
    const factor = incidents.on(siteUrl, day)?.factor ?? 1;
    const key = `${day}x${factor}`;
    const kept = days.get(key);
    if (kept !== undefined) return kept;
    const made = figuresAt(profile, seed, day, factor);
    days.set(key, made);
    const [oldest] = days.keys();
    if (days.size > keptPerSite && oldest !== undefined) days.delete(oldest);
    return made;
  }

  return {
    profileOf: (siteUrl: string) => siteOf(siteUrl).profile,
    figuresOn,
    /** The answer for the days from `from` to `to`, both included. Throws a RangeError for days in the wrong order. */
    answer(siteUrl: string, from: number, to: number) {
      const { profile } = siteOf(siteUrl);
      if (from > to) throw new RangeError('from must not be after to');
      const days: DayFigures[] = [];
      for (let day = Math.max(from, FIRST_DAY); day <= to; day += 1) days.push(figuresOn(siteUrl, day));
      return answerFor(profile, from, to, days);
    },
  };
}
