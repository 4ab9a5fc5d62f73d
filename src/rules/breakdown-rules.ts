import { tagged } from './day-rules.ts';
import { metric } from './metric.ts';
import type { RecordingRule, RuleGroup } from './rule-file.ts';
import {
  dayFigure,
  dayFigureBefore,
  MIN_WEEKS,
  RECORDED,
  WEEKS,
  wideThreshold,
  withAccount,
} from './series.ts';

const JOINS = metric('webex_meeting_participants');
const BY_METHOD = metric('webex_meeting_participants_by_join_method');
const BY_COUNTRY = metric('webex_meeting_participants_by_country');

/** Days of figures, of the 91 of a quarter, that a comparison of quarters needs. */
const MIN_DAYS = 60;

/** More than meetings: joins by method and country, participants per meeting; of judged days. */
export const BREAKDOWN_GROUP: RuleGroup = {
  name: 'webex-breakdowns',
  rules: [
    ...references(BY_METHOD, ['join_method'], RECORDED.methodSameWeekday, RECORDED.methodMedian),
    {
      record: RECORDED.methodGone,
      comment: 'Whether a method of joining is all but gone, at a site whose meetings are as usual.',
      expr: `(
  (${RECORDED.methodMedian} >= on () group_left () ${wideThreshold('joinMethodMinJoins')})
  * on () group_left () (1 - ${wideThreshold('joinMethodDropRatio')})
  > bool
  (max by (site, join_method) (${today(BY_METHOD)}) or 0 * ${RECORDED.methodMedian})
)
and on (site)
  (${RECORDED.change} == 0)`,
    },
    ...references(BY_COUNTRY, ['country_code'], RECORDED.countrySameWeekday, RECORDED.countryMedian),
    {
      record: RECORDED.countryChange,
      comment:
        'Joins from a country against the usual, over the judged sites of an account on which it has no holiday.',
      expr: `${sumCountries(`max by (site, country_code) (${today(BY_COUNTRY)}) and on (site, country_code) ${RECORDED.countryMedian}\n  or 0 * ${RECORDED.countryMedian}`)}
/
  (${sumCountries(RECORDED.countryMedian)} >= on () group_left () ${wideThreshold('countryMinJoins')})
- 1`,
    },
    ...references(JOINS, [], RECORDED.joinsSameWeekday, undefined),
    {
      record: RECORDED.perMeetingChange,
      comment:
        'Participants per meeting against the usual; only where both figures are large enough to be judged.',
      expr: `(${dayFigure(JOINS)} / (${RECORDED.meetings} > 0))
/
  (quantile by (site) (0.5, ${RECORDED.joinsSameWeekday}) / (${RECORDED.median} > 0))
- 1
and on (site)
  (${RECORDED.meetings} >= 2 * ${RECORDED.required})
and on (site)
  (${RECORDED.change} == 0)`,
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
  return `max by (site) (${metric('webex_meetings')}{window="1d"})[13w:1d]${offset}`;
}

/** What was shown on the same weekdays, of the weeks in which the site's meetings are known too; and its median. */
function references(
  name: string,
  labels: readonly string[],
  sameWeekday: string,
  median: string | undefined,
): RecordingRule[] {
  const by = ['site', ...labels].join(', ');
  const weekly = WEEKS.map((weeks): RecordingRule => ({
    record: sameWeekday,
    labels: { weeks_ago: String(weeks) },
    expr: `${tagged(dayFigureBefore(name, weeks, labels), weeks)}
and on (site, weeks_ago)
  ${RECORDED.sameWeekday}`,
  }));
  if (median === undefined) return weekly;
  return [
    ...weekly,
    {
      record: median,
      expr: `quantile by (${by}) (0.5, ${sameWeekday})
and on (${by})
  count by (${by}) (${sameWeekday}) >= ${MIN_WEEKS}`,
    },
  ];
}

function today(name: string): string {
  return `last_over_time(${name}{window="1d"}[15m])`;
}

function sumCountries(expression: string): string {
  return `sum by (account, country_code) (
  ${withAccount(`(
    ${expression}
  )
  and on (site) ${RECORDED.change}
  unless on (site, country_code) ${RECORDED.holidayShare}`).replaceAll('\n', '\n  ')}
)`;
}
