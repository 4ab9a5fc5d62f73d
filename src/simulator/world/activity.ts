import { formatDay, parseDay, weekdayOf } from './calendar.ts';

/** Meetings data begin here, as in Control Hub; before it every figure is 0. */
export const FIRST_DAY = parseDay('2021-01-01') ?? 0;

/** The public holidays of fixed date (MM-DD) by country (ISO 3166-1 alpha-2); those that move are left out. */
const HOLIDAYS: Readonly<Record<string, readonly string[]>> = {
  AU: ['01-01', '01-26', '04-25', '12-25', '12-26'],
  DE: ['01-01', '05-01', '10-03', '12-25', '12-26'],
  FR: ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'],
  GB: ['01-01', '12-25', '12-26'],
  IN: ['01-26', '08-15', '10-02', '12-25'],
  JP: '01-01 01-02 01-03 02-11 02-23 04-29 05-03 05-04 05-05 08-11 11-03 11-23'.split(' '),
  KR: ['01-01', '03-01', '05-05', '06-06', '08-15', '10-03', '10-09', '12-25'],
  US: ['01-01', '06-19', '07-04', '11-11', '12-25'],
};

/** The countries whose holidays a site can keep. */
export const HOME_COUNTRIES = Object.keys(HOLIDAYS);

const ACTIVITY_BY_WEEKDAY = [0.05, 0.96, 1.06, 1.08, 1.04, 0.86, 0.07];
const ACTIVITY_BY_MONTH = [0.98, 1.03, 1.05, 1, 1.01, 1.02, 0.9, 0.84, 1.04, 1.06, 1.03, 0.95];
const HOLIDAY_ACTIVITY = 0.12;
const YEAR_END_ACTIVITY = 0.4;
const DAYS_PER_YEAR = 365.25;
const MAX_GROWTH_YEARS = 20;

/** How busy a day is, as a multiple of an ordinary weekday: weekday, public holiday, month and the turn of the year. */
export function activityAt(day: number, home: string): number {
  const monthAndDay = formatDay(day).slice(-5);
  const weekday = ACTIVITY_BY_WEEKDAY[weekdayOf(day)] ?? 1;
  const working = HOLIDAYS[home]?.includes(monthAndDay) ? Math.min(weekday, HOLIDAY_ACTIVITY) : weekday;
  const month = ACTIVITY_BY_MONTH[Number(monthAndDay.slice(0, 2)) - 1] ?? 1;
  return working * month * (monthAndDay >= '12-24' ? YEAR_END_ACTIVITY : 1);
}

/** How much a site has grown since the first day, as a multiple; straight-line, and level after 20 years. */
export function growthAt(day: number, yearlyGrowth: number): number {
  const years = Math.min(Math.max((day - FIRST_DAY) / DAYS_PER_YEAR, 0), MAX_GROWTH_YEARS);
  return 1 + yearlyGrowth * years;
}
