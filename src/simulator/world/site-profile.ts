import { HOME_COUNTRIES } from './activity.ts';
import { BUSINESS_COUNTRY_NAMES, COUNTRY_NAMES } from './countries.ts';
import type { JoinPart } from './join-methods.ts';
import { createRandom, hashOf, type Random } from './random.ts';

/** What a site's size and year depend on. */
interface Character {
  /** Whose public holidays it keeps (ISO 3166-1 alpha-2). */
  readonly home: string;
  /** On an ordinary weekday at the beginning of 2021. */
  readonly meetingsPerWeekday: number;
  /** Growth in a year as a share of the beginning: 0.05 is 5 %. */
  readonly yearlyGrowth: number;
}

/** What a site is like; its figures of a day follow from this, the seed and the day. */
export interface SiteProfile extends Character {
  readonly siteUrl: string;
  readonly joinsPerMeeting: number;
  readonly minutesPerMeeting: number;
  /** People who may start a meeting, at the beginning of 2021. */
  readonly hostPool: number;
  readonly countries: readonly CountryShare[];
}

/** A country that people join from. */
interface CountryShare extends JoinPart {
  readonly name: string;
}

/**
 * The sites to simulate: host names, or a number of equal-sized ones called `site-001.webex.com` and so on with
 * exactly so many countries each, every one of which has joins on every day but the quietest.
 */
export type SitesOption = readonly string[] | { readonly count: number; readonly countries: number };

interface NamedSite extends Character {
  readonly mainCountries: Readonly<Record<string, number>>;
  /** Countries of few joins beside the main ones; every third is there only on some days. */
  readonly minorCountries: number;
}

const DEMO_SITES: ReadonlyMap<string, NamedSite> = new Map(
  Object.entries({
    'acme.webex.com': {
      home: 'US',
      meetingsPerWeekday: 26_000,
      yearlyGrowth: 0.05,
      mainCountries: { 'United States': 62, India: 9, Canada: 6, 'United Kingdom': 5, Mexico: 3, Brazil: 2 },
      minorCountries: 42,
    },
    'acme-eu.webex.com': {
      home: 'DE',
      meetingsPerWeekday: 2400,
      yearlyGrowth: 0.03,
      mainCountries: { Germany: 38, France: 23, 'United Kingdom': 20, Netherlands: 4, Spain: 4, Poland: 3 },
      minorCountries: 18,
    },
    'acme-apac.webex.com': {
      home: 'JP',
      meetingsPerWeekday: 900,
      yearlyGrowth: 0.09,
      mainCountries: { Japan: 34, India: 27, Australia: 18, 'South Korea': 13, Singapore: 4 },
      minorCountries: 12,
    },
    'acme-labs.webex.com': {
      home: 'US',
      meetingsPerWeekday: 3,
      yearlyGrowth: 0,
      mainCountries: { 'United States': 70, Canada: 20 },
      minorCountries: 4,
    },
  }),
);

const WEEKDAY_MEETINGS_OF_ANY_SITE = [3, 12, 60, 250, 900, 3500, 14_000];

/** The sites of the demo, from a large one to a tiny one. */
export const DEMO_SITE_URLS: readonly string[] = [...DEMO_SITES.keys()];

/**
 * The profiles of the sites asked for, in that order. Throws a RangeError for a blank or repeated name, for no site, and
 * for more countries than there are.
 */
export function createProfiles(seed: number, sites: SitesOption): readonly SiteProfile[] {
  const profiles =
    'count' in sites
      ? Array.from({ length: sites.count }, (_, index) => createEqualSite(seed, index + 1, sites.countries))
      : sites.map((siteUrl) => createNamedSite(seed, siteUrl));
  if (profiles.length === 0) throw new RangeError('the simulator needs at least one site');
  const names = new Set(profiles.map((profile) => profile.siteUrl));
  if (names.has('') || names.size < profiles.length) {
    throw new RangeError("the simulator's sites need distinct names that are not blank");
  }
  return profiles;
}

function createNamedSite(seed: number, siteUrl: string): SiteProfile {
  const random = createRandom(hashOf(seed, 'profile', siteUrl));
  const { mainCountries, minorCountries, ...character } = DEMO_SITES.get(siteUrl) ?? drawSite(random);
  const others = BUSINESS_COUNTRY_NAMES.filter((name) => !Object.hasOwn(mainCountries, name));
  const minor = pick(random, minorCountries, others);
  return createProfile(random, siteUrl, character, [
    ...Object.entries(mainCountries).map(([name, weight]) => ({ name, weight })),
    ...minor.map((name, index) => ({
      name,
      weight: 2 / (index + 2),
      dayShare: index % 3 === 2 ? random.between(0.03, 0.4) : 1,
    })),
  ]);
}

function createEqualSite(seed: number, number: number, countryCount: number): SiteProfile {
  if (countryCount < 1 || countryCount > COUNTRY_NAMES.length) {
    throw new RangeError(`a simulated site can have 1 to ${COUNTRY_NAMES.length} countries`);
  }
  const siteUrl = `site-${String(number).padStart(3, '0')}.webex.com`;
  const random = createRandom(hashOf(seed, 'profile', siteUrl));
  const character = {
    home: HOME_COUNTRIES[number % HOME_COUNTRIES.length] ?? 'US',
    meetingsPerWeekday: random.between(3000, 4500),
    yearlyGrowth: random.between(0.01, 0.08),
  };
  // The even part keeps the last country's share of a quiet Sunday above one join.
  const countries = pick(random, countryCount, COUNTRY_NAMES).map((name, index) => ({
    name,
    weight: 1 / countryCount + 0.07 / (index + 1),
  }));
  return createProfile(random, siteUrl, character, countries);
}

function drawSite(random: Random): NamedSite {
  const [size = 60] = pick(random, 1, WEEKDAY_MEETINGS_OF_ANY_SITE);
  const mainCountries = pick(random, 4, BUSINESS_COUNTRY_NAMES);
  const [home = 'US'] = pick(random, 1, HOME_COUNTRIES);
  return {
    home,
    meetingsPerWeekday: size * random.between(0.8, 1.3),
    yearlyGrowth: random.between(0.01, 0.1),
    mainCountries: Object.fromEntries(mainCountries.map((name, index) => [name, 40 / (index + 1)])),
    minorCountries: Math.floor(random.between(3, 30)),
  };
}

function createProfile(
  random: Random,
  siteUrl: string,
  character: Character,
  countries: readonly CountryShare[],
): SiteProfile {
  return {
    ...character,
    siteUrl,
    joinsPerMeeting: random.between(4.5, 7.5),
    minutesPerMeeting: random.between(28, 46),
    hostPool: Math.max(5, Math.round(character.meetingsPerWeekday * random.between(0.5, 0.7))),
    countries,
  };
}

function pick<T>(random: Random, count: number, items: readonly T[]): readonly T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(Math.floor(random.unit() * left.length), 1)).flat();
}
