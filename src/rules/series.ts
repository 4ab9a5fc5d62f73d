import { metric } from './metric.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Figures of single days: what volume is judged by. */
const DAY = '{window="1d"}';

const WEEK_SECONDS = 7 * 86_400;

/** How far back a sample may lie where one is missing; small, so that a figure of the day before is not met. */
const BRIDGE = '10m';

/** Names of recorded series, each written out once. */
export const RECORDED = {
  dataDate: 'site:webex_data_date:yyyymmdd',
  countryHoliday: 'site_country:webex_holiday:joins_ratio',
  quietDay: 'site:webex_quiet_day:joins_ratio',
  sameWeekday: 'site_weeks_ago:webex_meetings:same_weekday',
  median: 'site:webex_meetings:same_weekday_median_4w',
  deviation: 'site:webex_meetings:same_weekday_deviation_4w',
  ratio: 'site:webex_meetings:same_weekday_ratio',
  change: 'site:webex_meetings:settled_change_ratio',
} as const;

/** The day's figure per site. Neither `instance` nor `job` may matter: a pod that restarts keeps its history. */
export function dayFigure(name: string): string {
  return `max by (site) (${metric(name)}${DAY})`;
}

/**
 * The same, of the same weekday so many weeks ago: only where the date of the figures is exactly so many weeks older
 * than what is shown now. A day that rolled late, or not at all, is compared with nothing.
 */
export function sameWeekdayFigure(name: string, weeks: number): string {
  const end = metric('webex_window_end_timestamp_seconds');
  return `${bridged(metric(name), weeks)}
and on (site)
  (${dayFigure(end)} - ${bridged(end, weeks)} == ${weeks * WEEK_SECONDS})
unless on (site)
  last_over_time(${RECORDED.quietDay}[${BRIDGE}] offset ${weeks}w)`;
}

function bridged(name: string, weeks: number): string {
  return `max by (site) (last_over_time(${name}${DAY}[${BRIDGE}] offset ${weeks}w))`;
}

/**
 * The newest judgement on a day's volume: the change against the same weekday's median, 0 when it is unremarkable. It
 * stands over the hours in which the next day's figure is not settled.
 */
export const NEWEST_CHANGE = `last_over_time(${RECORDED.change}[${THRESHOLDS.verdictHold}])`;
