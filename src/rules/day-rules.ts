import { HOLIDAY_PATTERNS } from './holiday-data.ts';
import type { RecordingRule, RuleGroup } from './rule-file.ts';
import {
  DAY_SECONDS,
  dayFigure,
  dayFigureBefore,
  indent,
  RECORDED,
  WEEK_SECONDS,
  WEEKS,
  wideThreshold,
} from './series.ts';
import type { Choices } from './thresholds.ts';

/**
 * Days by the clock, in seconds from now: the one whose figures are due (yesterday, from 15:00 UTC), and for live meetings the
 * days that it is anywhere from Auckland to Los Angeles during their working hours.
 */
const CLOCK_DAYS = { due: -15 * 3600 - DAY_SECONDS, now: 0, behind: -8 * 3600, ahead: 11 * 3600 } as const;

/** The shown day, the same weekdays before it, and days by the clock. */
const DAYS = [0, ...WEEKS, 'due', 'now', 'behind', 'ahead'] as const;
type Day = (typeof DAYS)[number];

/** Of the quiet days, those that live meetings may fall on. */
export const LIVE_DAYS = '{weeks_ago=~"now|behind|ahead"}';

/** Which days are quiet: those that are judged, and those that they are compared with. */
export function dayGroup({ holidays, quietDays }: Choices): RuleGroup {
  const countries = Object.entries(HOLIDAY_PATTERNS).filter(
    ([code]) => holidays.length === 0 || holidays.includes(code),
  );
  return {
    name: 'webex-days',
    rules: [
      { record: RECORDED.dayEnd, expr: dayFigure('webex_window_end_timestamp_seconds') },
      ...DAYS.map(toDateRule),
      {
        record: RECORDED.knownDate,
        comment: 'Every day that matters now, as a label: a dozen series.',
        expr: `0 * count_values("date", ${RECORDED.date}) + 1`,
      },
      ...countries.map(([code, pattern]): RecordingRule => ({
        record: RECORDED.holiday,
        labels: { country_code: code },
        expr: `${RECORDED.knownDate}{date=~"${pattern}"}`,
      })),
      {
        record: RECORDED.usualShare,
        comment: 'Where the people of a site usually join from.',
        expr: `sum by (site, country_code) (
  ${WEEKS.map((weeks) => taggedJoins(weeks)).join('\n  or\n  ')}
)
/ on (site) group_left ()
sum by (site) (
  ${WEEKS.map((weeks) => tagged(dayFigureBefore('webex_meeting_participants', weeks), weeks)).join('\n  or\n  ')}
)`,
      },
      { record: RECORDED.holidayShare, expr: joinsOnHoliday(0) },
      ...DAYS.map((weeks): RecordingRule => ({
        record: RECORDED.quietDay,
        labels: { weeks_ago: String(weeks) },
        ...(weeks === 0
          ? {
              comment:
                'Share of the usual joins from countries with a holiday, where it is large enough to matter.\nThe turn of the year is quiet everywhere.',
            }
          : {}),
        expr: [
          `sum by (site) (\n  ${indent(joinsOnHoliday(weeks))}\n)\n>= on () group_left ()\n  ${wideThreshold('holidayJoinsRatio')}`,
          `0 * (${dateOf(weeks)} % 10000 >= 1224 or ${dateOf(weeks)} % 10000 <= 102) + 1`,
          ...quietDays.map(({ sites, days }) => ownDays(sites, days, weeks)),
        ].join('\nor on (site)\n'),
      })),
    ],
  };
}

function toDateRule(weeks: Day): RecordingRule {
  // One second before the end of the window is its last day.
  const second =
    typeof weeks === 'string'
      ? `0 * ${RECORDED.knownSite} + time() + ${CLOCK_DAYS[weeks]}`
      : `${RECORDED.dayEnd} - ${weeks * WEEK_SECONDS + 1}`;
  return {
    record: RECORDED.date,
    labels: { weeks_ago: String(weeks) },
    ...(weeks === 0
      ? {
          comment:
            'The day that the 1d figures are about, as a number: 20261126; and the same weekdays before it.',
        }
      : {}),
    expr: `10000 * year(${second}) + 100 * month(${second}) + day_of_month(${second})`,
  };
}

function dateOf(weeks: Day, matchers = ''): string {
  return `${RECORDED.date}{weeks_ago="${weeks}"${matchers}}`;
}

/** Usual shares of the joins from each country that has a holiday on a site's day. */
function joinsOnHoliday(weeks: Day): string {
  return `${RECORDED.usualShare}
* on (site) group_left (date) count_values by (site) ("date", ${dateOf(weeks)})
* on (country_code, date) group_left () ${RECORDED.holiday}`;
}

function ownDays(sites: string, days: readonly string[], weeks: Day): string {
  const date = dateOf(weeks, `,site=~"${sites}"`);
  return `0 * (${days.map((day) => `${date} == ${day.replaceAll('-', '')}`).join(' or ')}) + 1`;
}

function taggedJoins(weeks: number): string {
  return tagged(dayFigureBefore('webex_meeting_participants_by_country', weeks, ['country_code']), weeks);
}

/** Keeps the weeks apart in a union. */
export function tagged(expression: string, weeks: number): string {
  return `label_replace(${expression}, "weeks_ago", "${weeks}", "", "")`;
}
