import type { RecordingRule, RuleGroup } from './rule-file.ts';
import {
  atLeast,
  byWeek,
  dayFigure,
  dayFigureBefore,
  indent,
  medianOf,
  RECORDED,
  recent,
  siteThreshold,
  WEEKS,
  wideThreshold,
  withAccount,
} from './series.ts';

const JOINS = 'webex_meeting_participants';
const BY_METHOD = 'webex_meeting_participants_by_join_method';
const BY_COUNTRY = 'webex_meeting_participants_by_country';

/** Days of figures, of the 91 of a quarter, that a comparison of quarters needs. */
const MIN_DAYS = 60;

/**
 * Sites of which no drop or surge is told: what is behind one is no further news. Only while the judged day is shown: figures of the
 * next one may have come since.
 */
const AS_USUAL = `(
  abs(${RECORDED.change}) < on (site) ${siteThreshold('dropRatio')}
  and on (site) (${dayFigure('webex_window_end_timestamp_seconds')} == on (site) ${RECORDED.judgedEnd})
)`;

/** More than meetings: joins by method and country, participants per meeting; of judged days. */
export const BREAKDOWN_GROUP: RuleGroup = {
  name: 'webex-breakdowns',
  rules: [
    ...references(BY_METHOD, ['join_method'], RECORDED.methodSameWeekday, RECORDED.methodMedian),
    {
      record: RECORDED.methodGone,
      comment: 'Whether a method of joining is all but gone, at a site whose meetings are as usual.',
      expr: `(
  (${RECORDED.methodMedian} ${atLeast('joinMethodMinJoins')})
  * on () group_left () (1 - ${wideThreshold('joinMethodDropRatio')})
  > bool
  (${shownOrNone(BY_METHOD, 'join_method', RECORDED.methodMedian)})
)
and on (site) ${shown(BY_METHOD)}
and on (site) ${AS_USUAL}`,
    },
    ...references(BY_COUNTRY, ['country_code'], RECORDED.countrySameWeekday, RECORDED.countryMedian),
    {
      record: RECORDED.countryChange,
      comment: 'Joins from a country against the usual, at sites that are as usual, on no holiday of it.',
      expr: `${sumCountries(shownOrNone(BY_COUNTRY, 'country_code', RECORDED.countryMedian))}
/
  (${sumCountries(RECORDED.countryMedian)} ${atLeast('countryMinJoins')})
- 1`,
    },
    ...references(JOINS, [], RECORDED.joinsSameWeekday, RECORDED.joinsMedian),
    {
      record: RECORDED.perMeetingChange,
      comment: 'Participants per meeting against the usual, where both figures are large enough.',
      expr: `(${dayFigure(JOINS)} / (${dayFigure('webex_meetings')} > 0))
/
  (${RECORDED.joinsMedian} / (${RECORDED.median} > 0))
- 1
and on (site)
  (${RECORDED.meetings} >= 2 * ${RECORDED.required})
and on (site) ${AS_USUAL}`,
    },
  ],
};

/** Slow changes, hidden from a comparison with four weeks. */
export const QUARTER_GROUP: RuleGroup = {
  name: 'webex-quarters',
  interval: '30m',
  rules: [
    {
      record: RECORDED.quarterChange,
      comment: 'Meetings a day in the newest 13 weeks against the 13 weeks before.',
      expr: `avg_over_time(${quarter()}) / (avg_over_time(${quarter(' offset 13w')}) > 0) - 1
and on (site)
  count_over_time(${quarter()}) >= ${MIN_DAYS}
and on (site)
  count_over_time(${quarter(' offset 13w')}) >= ${MIN_DAYS}`,
    },
  ],
};

function quarter(offset = ''): string {
  return `max by (site) (webex_meetings{window="1d"})[13w:1d]${offset}`;
}

/**
 * What was shown on the same weekdays, of the weeks in which the site's meetings are known too; and its median, where it was there
 * in each of them: what comes and goes is not gone when it is missing once more.
 */
function references(
  name: string,
  labels: readonly string[],
  sameWeekday: string,
  median: string,
): RecordingRule[] {
  const by = ['site', ...labels].join(', ');
  return [
    {
      record: sameWeekday,
      expr: `${byWeek(WEEKS, (weeks) => dayFigureBefore(name, weeks, labels))}
and on (site, weeks_ago)
  ${RECORDED.recentWeekday}`,
    },
    {
      record: median,
      expr: `${medianOf(sameWeekday, by)}
  == on (site) group_left ()
    count by (site) (group by (site, weeks_ago) (${sameWeekday}))`,
    },
  ];
}

/** The day's joins; none of what is missing, where others are shown: Webex leaves out what is 0, and sometimes a whole breakdown. */
function shownOrNone(name: string, label: string, median: string): string {
  return `max by (site, ${label}) (${shown(name)}) and on (site, ${label}) ${median} or 0 * ${median}`;
}

function shown(name: string): string {
  return recent(name, '{window="1d"}');
}

function sumCountries(expression: string): string {
  return `sum by (account, country_code) (
  ${indent(
    withAccount(`(${expression})
and on (site) ${shown(BY_COUNTRY)}
and on (site) ${AS_USUAL}
unless on (site, country_code) ${RECORDED.holidayShare}`),
  )}
)`;
}
