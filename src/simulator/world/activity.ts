import { formatDay, parseDay, weekdayOf } from './calendar.ts';

/** A country whose public holidays a site keeps (ISO 3166-1 alpha-2). */
export type HomeCountry = 'AU' | 'DE' | 'FR' | 'GB' | 'IN' | 'JP' | 'KR' | 'US';

/** Meetings data begin here, as in Control Hub; before it every figure is 0. */
export const firstDay = parseDay('2021-01-01') ?? 0;

// Only the holidays of fixed date (MM-DD); those that move are left out.
const holidays: Readonly<Record<HomeCountry, ReadonlySet<string>>> = {
  AU: new Set(['01-01', '01-26', '04-25', '12-25', '12-26']),
  DE: new Set(['01-01', '05-01', '10-03', '12-25', '12-26']),
  FR: new Set(['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']),
  GB: new Set(['01-01', '12-25', '12-26']),
  IN: new Set(['01-26', '08-15', '10-02', '12-25']),
  JP: new Set('01-01 01-02 01-03 02-11 02-23 04-29 05-03 05-04 05-05 08-11 11-03 11-23'.split(' ')),
  KR: new Set(['01-01', '03-01', '05-05', '06-06', '08-15', '10-03', '10-09', '12-25']),
  US: new Set(['01-01', '06-19', '07-04', '11-11', '12-25']),
};

/** The countries that have a holiday table. */
export const homeCountries: readonly HomeCountry[] = ['AU', 'DE', 'FR', 'GB', 'IN', 'JP', 'KR', 'US'];

const activityByWeekday = [0.05, 0.96, 1.06, 1.08, 1.04, 0.86, 0.07];
const activityByMonth = [0.98, 1.03, 1.05, 1, 1.01, 1.02, 0.9, 0.84, 1.04, 1.06, 1.03, 0.95];
const holidayActivity = 0.12;
const yearEndActivity = 0.4;
const daysPerYear = 365.25;
const maxGrowthYears = 20;

/** How busy a day is, as a multiple of an ordinary weekday: weekday, public holiday, month and the turn of the year. */
export function activityAt(day: number, home: HomeCountry): number {
  const monthAndDay = formatDay(day).slice(-5);
  const weekday = activityByWeekday[weekdayOf(day)] ?? 1;
  const working = holidays[home].has(monthAndDay) ? Math.min(weekday, holidayActivity) : weekday;
  const month = activityByMonth[Number(monthAndDay.slice(0, 2)) - 1] ?? 1;
  return working * month * (monthAndDay >= '12-24' ? yearEndActivity : 1);
}

/** How much a site has grown since the first day, as a multiple; straight-line, and level after 20 years. */
export function growthAt(day: number, yearlyGrowth: number): number {
  const years = Math.min(Math.max((day - firstDay) / daysPerYear, 0), maxGrowthYears);
  return 1 + yearlyGrowth * years;
}
