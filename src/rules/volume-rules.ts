import type { RecordingRule } from './rule-file.ts';
import {
  byWeek,
  dayFigure,
  DAY_INTERVAL,
  dayFigureBefore,
  medianOf,
  MIN_WEEKS,
  OLDER_WEEKS,
  RECORDED,
  siteThreshold,
  WEEK_SECONDS,
  WEEKS,
} from './series.ts';

/** Makes the median absolute deviation comparable to a standard deviation. */
export const MAD_TO_DEVIATION = 1.4826;

/** Of the people who can make a bridge day of a holiday, those who may be off. */
const BRIDGE_RATIO = 0.5;

/** The longest time for which a verdict stands when no other follows. */
const VERDICT_RANGE = '26h';

const KNOWN = RECORDED.knownSite;

/** Sites by why they are judged or not. */
const REASONS = {
  no_day_window: `${KNOWN} unless on (site) ${RECORDED.dayEnd} unless on (site) ${DAY_INTERVAL}`,
  no_figure: `${KNOWN} unless on (site) ${RECORDED.meetings}`,
  quiet_day: `${KNOWN} and on (site) ${RECORDED.quietDay}{weeks_ago="0"}`,
  no_baseline: `${KNOWN} unless on (site) ${RECORDED.median}`,
  below_floor: `${KNOWN} and on (site) (${RECORDED.required} > ${RECORDED.median})`,
  not_settled: `${KNOWN} unless on (site) ${RECORDED.settled}`,
  judged: KNOWN,
};

/** Each site's day against the same weekday of the weeks before. */
export const VOLUME_RULES: readonly RecordingRule[] = [
  { record: RECORDED.meetings, expr: dayFigure('webex_meetings') },
  {
    record: RECORDED.recentWeekday,
    comment: 'The same weekday of the four weeks before, but for quiet days.',
    expr: `${sameWeekdays(WEEKS)}
unless on (site, weeks_ago)
  ${RECORDED.quietDay}`,
  },
  {
    record: RECORDED.sameWeekday,
    comment: `The same, and where fewer than ${MIN_WEEKS} of them are known, of older weeks, of which quiet days are not known.`,
    expr: `${RECORDED.recentWeekday}
or
${sameWeekdays(OLDER_WEEKS)}
unless on (site)
  (count by (site) (${RECORDED.recentWeekday}) >= ${MIN_WEEKS})`,
  },
  {
    record: RECORDED.median,
    comment: `Absent for a site with figures on fewer than ${MIN_WEEKS} of these weekdays.`,
    expr: medianOf(RECORDED.sameWeekday),
  },
  {
    record: RECORDED.deviation,
    comment: 'Median absolute deviation, scaled to be comparable to a standard deviation.',
    expr: `${MAD_TO_DEVIATION}
* quantile by (site) (
    0.5,
    abs(${RECORDED.sameWeekday} - on (site) group_left () ${RECORDED.median})
  )`,
  },
  {
    record: RECORDED.leastExpected,
    comment: 'The median, less who has a holiday and half of who can make a bridge day.',
    expr: `${RECORDED.median} * on (site) (
  1
  - (sum by (site) (${RECORDED.holidayShare}) or on (site) 0 * ${RECORDED.median})
  - ${BRIDGE_RATIO} * (${RECORDED.bridgeShare} or on (site) 0 * ${RECORDED.median})
)`,
  },
  {
    record: RECORDED.expected,
    comment: 'Any number between that and the median is as expected.',
    expr: `${RECORDED.median} <= on (site) ${RECORDED.meetings}
or on (site)
  ${RECORDED.leastExpected} >= on (site) ${RECORDED.meetings}
or on (site)
  (${RECORDED.meetings} and on (site) ${RECORDED.median})`,
  },
  {
    record: RECORDED.required,
    comment: 'Meetings that have to be missing, or on top: beyond the floor, ups and downs, and chance.',
    expr: `max by (site) (
  label_replace(${siteThreshold('minMeetings')} and on (site) ${RECORDED.median}, "part", "floor", "", "")
  or
  label_replace(${siteThreshold('minDeviations')} * on (site) ${RECORDED.deviation}, "part", "usual", "", "")
  or
  label_replace(${siteThreshold('chanceDeviations')} * on (site) sqrt(${RECORDED.median}), "part", "chance", "", "")
)`,
  },
  { record: RECORDED.ratio, expr: `${RECORDED.meetings} / (${RECORDED.expected} > 0)` },
  {
    record: RECORDED.change,
    comment: `Change against what is expected, -0.5 for half as many meetings; 0 when it is small or usual. Only of a
settled day that is not quiet, and shown still: a scrape may have come since the first of these rules.`,
    expr: `(${RECORDED.ratio} - 1)
* on (site)
  (abs(${RECORDED.meetings} - ${RECORDED.expected}) >= bool ${RECORDED.required})
and on (site)
  ${RECORDED.settled}
and on (site)
  (${dayFigure('webex_window_end_timestamp_seconds')} == on (site) ${RECORDED.dayEnd})
and on (site)
  ${RECORDED.knownDay}
unless on (site)
  ${RECORDED.quietDay}{weeks_ago="0"}`,
  },
  { record: RECORDED.judgedEnd, expr: `${RECORDED.dayEnd} and on (site) ${RECORDED.change}` },
  {
    record: RECORDED.siteUnsettled,
    comment: 'A new day is shown that has not been judged and is not yet due: the verdict before stands.',
    expr: `0 * (time() - ${RECORDED.dayEnd} - 3 * ${RECORDED.patience} < on (site) ${RECORDED.settle}) + 1
and on (site)
  (last_over_time(${RECORDED.judgedEnd}[${VERDICT_RANGE}]) < ${RECORDED.dayEnd})`,
  },
  {
    record: RECORDED.verdict,
    comment: 'The same; it stands over the night, until the next day is judged.',
    expr: standing(RECORDED.change, 'on (site)', RECORDED.siteUnsettled),
  },
  {
    record: RECORDED.reason,
    comment: 'Why a site is judged or not: exactly one series a site, the first that holds.',
    expr: Object.entries(REASONS)
      .map(([reason, sites]) => `label_replace(${sites}, "reason", "${reason}", "", "")`)
      .join('\nor on (site)\n'),
  },
];

/**
 * The figures of the same weekday so many weeks ago: only where the date of the figures is exactly so many weeks older than what is
 * shown now. A day that rolled late, or not at all, is compared with nothing.
 */
function sameWeekdays(weeks: readonly number[]): string {
  return byWeek(
    weeks,
    (week) => `${dayFigureBefore('webex_meetings', week)}
and on (site)
  ${RECORDED.dayEnd} - ${dayFigureBefore('webex_window_end_timestamp_seconds', week)} == ${week * WEEK_SECONDS}`,
  );
}

/** A verdict that stands until the next day is due. */
export function standing(change: string, on: string, unsettled: string): string {
  return `${change}
or ${on}
  (last_over_time(${change}[${VERDICT_RANGE}]) and ${on} ${unsettled})`;
}
