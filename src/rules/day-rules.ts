import { HOLIDAY_PATTERNS } from './holiday-data.ts';
import type { RecordingRule, RuleGroup } from './rule-file.ts';
import {
  atLeast,
  byWeek,
  DAY_SECONDS,
  dayFigure,
  dayFigureBefore,
  indent,
  RECORDED,
  WEEK_SECONDS,
  WEEKS,
} from './series.ts';
import type { Choices } from './thresholds.ts';

const DAY_END = dayFigure('webex_window_end_timestamp_seconds');

/**
 * Days by the clock, in seconds from now: the one whose figures are due (yesterday, from 15:00 UTC), and for live meetings the
 * days that it is anywhere from Auckland to Los Angeles during their working hours.
 */
const CLOCK_DAYS = { due: -15 * 3600 - DAY_SECONDS, now: 0, behind: -8 * 3600, ahead: 11 * 3600 } as const;

/** The shown day, the same weekdays before it, days by the clock, and neighbours of the shown day. */
const DAYS = [0, ...WEEKS, 'due', 'now', 'behind', 'ahead'] as const;
const NEIGHBOURS = ['before', 'after'] as const;
type Day = (typeof DAYS)[number] | (typeof NEIGHBOURS)[number];

/** Of the quiet days, those that live meetings may fall on. */
export const LIVE_DAYS = '{weeks_ago=~"now|behind|ahead"}';

/** Which days are quiet: those that are judged, and those that they are compared with. */
export function dayGroup({ holidays, quietDays }: Choices): RuleGroup {
  const countries = Object.entries(HOLIDAY_PATTERNS).filter(
    ([code]) => holidays.length === 0 || holidays.includes(code),
  );
  const { dayTime, date } = RECORDED;
  return {
    name: 'webex-days',
    rules: [
      {
        record: dayTime,
        comment:
          'Moments of the day that is shown, of the same weekdays before it, and of days by the clock.',
        expr: byWeek([...DAYS, ...NEIGHBOURS], toDayTime),
      },
      {
        record: date,
        comment: 'The same as numbers such as 20261126.',
        expr: `10000 * year(${dayTime}) + 100 * month(${dayTime}) + day_of_month(${dayTime})`,
      },
      {
        record: RECORDED.knownDate,
        comment: 'Every day that matters now, as a label: a dozen series.',
        expr: `0 * count_values("date", ${date}) + 1`,
      },
      ...countries.map(([code, pattern]): RecordingRule => ({
        record: RECORDED.holiday,
        labels: { country_code: code },
        expr: `${RECORDED.knownDate}{date=~"${pattern}"}`,
      })),
      {
        record: RECORDED.usualShare,
        comment: 'Where the people of a site usually join from.',
        expr: `sum by (site, country_code) ${byWeek(WEEKS, (weeks) =>
          dayFigureBefore('webex_meeting_participants_by_country', weeks, ['country_code']),
        )}
/ on (site) group_left ()
sum by (site) ${byWeek(WEEKS, (weeks) => dayFigureBefore('webex_meeting_participants', weeks))}`,
      },
      { record: RECORDED.holidayShare, expr: joinsOnHoliday(0) },
      {
        record: RECORDED.bridgeShare,
        comment: 'Usual joins from countries with a holiday on the Thursday before, or the Tuesday after.',
        expr: `sum by (site) (${joinsOnHoliday('before')}) and on (site) day_of_week(${dayTime}{weeks_ago="0"}) == 5
or
sum by (site) (${joinsOnHoliday('after')}) and on (site) day_of_week(${dayTime}{weeks_ago="0"}) == 1`,
      },
      {
        record: RECORDED.quietDay,
        comment: `Share of the usual joins from countries with a holiday, where it is large enough to matter.
The turn of the year is quiet everywhere.`,
        expr: [
          `${byWeek(DAYS, (weeks) => `sum by (site) (\n  ${indent(joinsOnHoliday(weeks))}\n)`)} ${atLeast('holidayJoinsRatio')}`,
          `0 * (${date} % 10000 >= 1224 or ${date} % 10000 <= 102) + 1`,
          ...quietDays.map(({ sites, days }) => ownDays(`${date}{site=~"${sites}"}`, days)),
        ].join('\nor on (site, weeks_ago)\n'),
      },
      {
        record: RECORDED.knownDay,
        comment: 'Sites whose day has been looked up: none is judged before.',
        expr: `group by (site) (${date}{weeks_ago="0"})`,
      },
    ],
  };
}

/** One second before the end of the window is its last day. */
function toDayTime(weeks: Day): string {
  if (weeks === 'before') return `${DAY_END} - ${DAY_SECONDS + 1}`;
  if (weeks === 'after') return `${DAY_END} + ${DAY_SECONDS - 1}`;
  return typeof weeks === 'string'
    ? `0 * ${RECORDED.knownSite} + time() + ${CLOCK_DAYS[weeks]}`
    : `${DAY_END} - ${weeks * WEEK_SECONDS + 1}`;
}

/** Usual shares of the joins from each country that has a holiday on a site's day. */
function joinsOnHoliday(weeks: Day): string {
  return `${RECORDED.usualShare}
* on (site) group_left (date) count_values by (site) ("date", ${RECORDED.date}{weeks_ago="${weeks}"})
* on (country_code, date) group_left () ${RECORDED.holiday}`;
}

function ownDays(dates: string, days: readonly string[]): string {
  return `0 * (${days.map((day) => `${dates} == ${day.replaceAll('-', '')}`).join(' or ')}) + 1`;
}
