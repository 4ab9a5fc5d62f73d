import Holidays from 'date-holidays';

/** Where the sites of the year are. */
const COUNTRIES = ['US', 'GB', 'DE', 'FR', 'ES', 'PL', 'CH', 'BR', 'IN', 'JP', 'AU', 'CA'] as const;
type Country = (typeof COUNTRIES)[number];

const DAY_MS = 86_400_000;
/** Of meetings on a working day, by weekday from Sunday; some sites work a little at weekends. */
const WEEKDAYS = [0.04, 0.97, 1.06, 1.07, 1.03, 0.87, 0.06];
/** Use in each month, where summer is in July and August. */
const NORTHERN_MONTHS = [0.99, 1.02, 1.04, 1.0, 1.0, 1.01, 0.9, 0.83, 1.02, 1.05, 1.04, 0.97];

export interface YearOptions {
  readonly seed: number;
  readonly sites: number;
  /** Days from 2026-01-01; the first 35 are history. */
  readonly days: number;
  readonly incidents: number;
  /** Whether people keep the holidays of their region too, which the rules cannot know. */
  readonly isRegional: boolean;
}

/** Share of the meetings that are left on days of a site, both ends included. */
export interface Incident {
  readonly site: string;
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

export interface YearSite {
  readonly site: string;
  readonly account: string;
  /** Meetings on a usual working day. */
  readonly size: number;
  /** Shares of joins by country code. */
  readonly countries: Readonly<Record<string, number>>;
  /** Share of its people at work on each day from 2026-01-01, weekends apart. */
  readonly atWork: readonly number[];
  /** Meetings of each day from 2026-01-01. */
  readonly meetings: readonly number[];
}

export interface Year {
  readonly sites: readonly YearSite[];
  readonly incidents: readonly Incident[];
}

export const HISTORY_DAYS = 35;

/** How people work: the parts that a rule does not know are regional holidays, bridge days, season, growth and chance. */
export function createYear({
  seed,
  sites: count,
  days,
  incidents: incidentCount,
  isRegional,
}: YearOptions): Year {
  const random = createRandom(seed);
  const drafts = Array.from({ length: count }, (_, index) => {
    const home = pick(COUNTRIES, random());
    const [second, third] = [pick(COUNTRIES, random()), pick(COUNTRIES, random())];
    const share = 0.55 + 0.4 * random();
    const weights: readonly (readonly [Country, number])[] = [
      [home, share],
      [second, 0.7 * (1 - share)],
      [third, 0.3 * (1 - share)],
    ];
    return {
      site: `site-${String(index + 1).padStart(2, '0')}.webex.com`,
      account: `account-${(index % 4) + 1}`,
      // From 3 to 20,000 meetings a day, as many of each order of magnitude.
      size: Math.round(3 * Math.exp(random() * Math.log(20_000 / 3))),
      weights,
      region: random(),
      growth: 0.3 * random() - 0.12,
    };
  });
  const incidents = Array.from({ length: incidentCount }, (): Incident => {
    const { site } = pick(drafts, random());
    let from: number;
    do from = HISTORY_DAYS + Math.floor(random() * (days - HISTORY_DAYS - 6));
    while (isWeekend(from) || isWeekend(from + 1));
    return {
      site,
      from,
      to: from + (random() < 0.7 ? 0 : 1),
      factor: pick([0, 0.2, 0.4, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8], random()),
    };
  });
  const calendar = createCalendar();
  const sites = drafts.map(({ weights, region, growth, ...site }): YearSite => {
    const countries: Record<string, number> = {};
    for (const [code, weight] of weights) countries[code] = (countries[code] ?? 0) + weight;
    const own = incidents.filter((incident) => incident.site === site.site);
    const atWork = Array.from({ length: days }, (_, day) =>
      weights.reduce(
        (sum, [code, weight], index) =>
          sum + weight * calendar(code, isRegional ? (index === 0 ? region : 0) : undefined, day),
        0,
      ),
    );
    const meetings = atWork.map((working, day) => {
      const month = NORTHERN_MONTHS[new Date(toMs(day)).getUTCMonth()] ?? 1;
      const season =
        countries['AU'] === undefined && countries['BR'] === undefined ? month : 1 - 0.4 * (1 - month);
      const expected =
        site.size * (WEEKDAYS[weekdayOf(day)] ?? 1) * season * (1 + (growth * day) / 365) * working;
      const factor = own.reduce(
        (left, { from, to, factor }) => (day >= from && day <= to ? Math.min(left, factor) : left),
        1,
      );
      return drawMeetings(expected * Math.exp(0.05 * normal(random)), random, factor);
    });
    return { ...site, countries, atWork, meetings };
  });
  return { sites, incidents };
}

/** From Sunday, which is 0. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7;
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) % 6 === 0;
}

/** Two thirds of all meetings recur weekly and are seldom left out; the others come by chance. */
function drawMeetings(expected: number, random: () => number, factor: number): number {
  const recurring = Math.round((2 / 3) * expected);
  const held = recurring * 0.94 + Math.sqrt(recurring * 0.94 * 0.06) * normal(random);
  const others = expected - recurring * 0.94;
  const met = held + others + Math.sqrt(Math.max(others, 0)) * normal(random);
  return Math.max(0, Math.round(met * factor));
}

/** The share of people at work, by country, place within it (0 to 1; undefined: it keeps the country's days alone) and day. */
function createCalendar(): (code: Country, place: number | undefined, day: number) => number {
  const known = new Map<string, ReadonlySet<string>>();
  const holidaysOf = (code: Country, place: number | undefined): ReadonlySet<string> => {
    const states = place === undefined ? [] : Object.keys(new Holidays().getStates(code) ?? {});
    const state = states[Math.floor((place ?? 0) * states.length)];
    const key = `${code} ${state ?? ''}`;
    let days = known.get(key);
    if (days === undefined) {
      const calendar = state === undefined ? new Holidays(code) : new Holidays(code, state);
      days = new Set(
        [2026, 2027]
          .flatMap((year) => calendar.getHolidays(year))
          .filter(({ type }) => type === 'public' || type === 'bank')
          .map(({ date }) => date.slice(0, 10)),
      );
      known.set(key, days);
    }
    return days;
  };
  return (code, place, day) => {
    const days = holidaysOf(code, place);
    const isFree = (other: number): boolean => days.has(toDate(other));
    if (isFree(day)) return 0.08;
    const date = toDate(day).slice(5);
    if (date >= '12-24' || date <= '01-02') return 0.35;
    const isBridge = (weekdayOf(day) === 5 && isFree(day - 1)) || (weekdayOf(day) === 1 && isFree(day + 1));
    return isBridge ? 0.75 : 1;
  };
}

/** The plain date of a day counted from 2026-01-01. */
export function toDate(day: number): string {
  return new Date(toMs(day)).toISOString().slice(0, 10);
}

function toMs(day: number): number {
  return Date.UTC(2026, 0, 1) + day * DAY_MS;
}

function pick<T>(items: readonly T[], unit: number): T {
  const item = items[Math.floor(unit * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Mulberry32: the same seed gives the same year on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
