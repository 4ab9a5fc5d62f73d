const DAY_MS = 86_400_000;
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** The years for which movable holidays are listed in the rules. */
const YEARS = [2026, 2027, 2028, 2029, 2030, 2031] as const;

/** When a country is quiet. */
interface Calendar {
  /** `MM-DD`, every year. */
  readonly fixed: readonly string[];
  /** Days after Easter Sunday; -2 is Good Friday. */
  readonly afterEaster?: readonly number[];
  readonly nthWeekdays?: readonly NthWeekday[];
  /** The day kept instead of a fixed one at a weekend. */
  readonly substitute?: 'next Monday' | 'nearest weekday';
}

/** Month from 1, weekday from 0 = Sunday, `nth` from 1, or -1 for the last one; `plusDays` later. */
type NthWeekday = readonly [month: number, weekday: number, nth: number, plusDays?: number];

const WESTERN_EASTER = [-2, 1] as const;

const CALENDARS: Readonly<Record<string, Calendar>> = {
  AU: { fixed: ['01-26', '04-25'], afterEaster: WESTERN_EASTER, substitute: 'next Monday' },
  BR: { fixed: ['04-21', '05-01', '09-07', '10-12', '11-02', '11-15'], afterEaster: [-48, -47, -2, 60] },
  CA: {
    fixed: ['07-01'],
    afterEaster: [-2],
    nthWeekdays: [
      [9, MONDAY, 1],
      [10, MONDAY, 2],
    ],
    substitute: 'next Monday',
  },
  DE: { fixed: ['05-01', '10-03'], afterEaster: [-2, 1, 39, 50] },
  FR: {
    fixed: ['05-01', '05-08', '07-14', '08-15', '11-01', '11-11'],
    afterEaster: [1, 39, 50],
  },
  GB: {
    fixed: ['12-25', '12-26'],
    afterEaster: WESTERN_EASTER,
    nthWeekdays: [
      [5, MONDAY, 1],
      [5, MONDAY, -1],
      [8, MONDAY, -1],
    ],
    substitute: 'next Monday',
  },
  IN: { fixed: ['01-26', '08-15', '10-02'] },
  JP: {
    fixed: '01-03 02-11 02-23 04-29 05-03 05-04 05-05 08-11 11-03 11-23'.split(' '),
    nthWeekdays: [
      [1, MONDAY, 2],
      [7, MONDAY, 3],
      [9, MONDAY, 3],
      [10, MONDAY, 2],
    ],
    substitute: 'next Monday',
  },
  KR: { fixed: ['03-01', '05-05', '06-06', '08-15', '10-03', '10-09'] },
  NL: { fixed: ['04-27'], afterEaster: [-2, 1, 39, 50] },
  US: {
    fixed: ['06-19', '07-04', '11-11'],
    nthWeekdays: [
      [1, MONDAY, 3],
      [2, MONDAY, 3],
      [5, MONDAY, -1],
      [9, MONDAY, 1],
      [11, THURSDAY, 4],
      [11, THURSDAY, 4, 1],
    ],
    substitute: 'nearest weekday',
  },
};

export interface CountryHolidays {
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** `MMDD`. */
  readonly everyYear: readonly string[];
  /** `YYYYMMDD`. */
  readonly onDates: readonly string[];
}

/**
 * National holidays of some countries; days that only a region keeps are left out, and so are Christmas and New Year,
 * which are quiet everywhere.
 */
export const COUNTRY_HOLIDAYS: readonly CountryHolidays[] = Object.entries(CALENDARS).map(
  ([countryCode, calendar]) => ({
    countryCode,
    everyYear: calendar.fixed.map((day) => day.replace('-', '')),
    onDates: YEARS.flatMap((year) => movableDays(year, calendar).map(toDate)).sort(),
  }),
);

function movableDays(
  year: number,
  { fixed, afterEaster = [], nthWeekdays = [], substitute }: Calendar,
): number[] {
  return [
    ...afterEaster.map((days) => easterSunday(year) + days * DAY_MS),
    ...nthWeekdays.map((rule) => nthWeekday(year, rule)),
    ...(substitute === undefined
      ? []
      : fixed.flatMap((day) => substituteDays(Date.parse(`${year}-${day}T00:00:00Z`), substitute))),
  ];
}

/** Gregorian computus of Meeus, Jones and Butcher. */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30,
  );
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1);
}

function nthWeekday(year: number, [month, weekday, nth, plusDays = 0]: NthWeekday): number {
  const edge = nth > 0 ? Date.UTC(year, month - 1, 1) : Date.UTC(year, month, 0);
  const edgeWeekday = new Date(edge).getUTCDay();
  const days =
    nth > 0
      ? ((weekday - edgeWeekday + 7) % 7) + 7 * (nth - 1)
      : -((edgeWeekday - weekday + 7) % 7) + 7 * (nth + 1);
  return edge + (days + plusDays) * DAY_MS;
}

function substituteDays(day: number, substitute: NonNullable<Calendar['substitute']>): number[] {
  const weekday = new Date(day).getUTCDay();
  if (weekday !== SATURDAY && weekday !== SUNDAY) return [];
  if (weekday === SATURDAY && substitute === 'nearest weekday') return [day - DAY_MS];
  return [day + (weekday === SATURDAY ? 2 : 1) * DAY_MS];
}

function toDate(day: number): string {
  return new Date(day).toISOString().slice(0, 10).replaceAll('-', '');
}
