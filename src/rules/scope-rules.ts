import type { RecordingRule } from './rule-file.ts';
import { atLeast, RECORDED, siteThreshold, wideThreshold, withAccount } from './series.ts';
import { MAD_TO_DEVIATION, standing } from './volume-rules.ts';

/** Share of the usual meetings that judged sites must have for their sum to stand for all. */
const MIN_COVERAGE = 0.5;

/** Usual deviations of the weekday that a change has to exceed, in an account or in everything. */
const MIN_DEVIATIONS = 3;

/** Meetings lost at some sites of an account that others have on top, as a share: they moved. */
const MOVED_RATIO = 0.7;

/** What sites are added up to: accounts, and everything. */
const SCOPES = [
  {
    labels: ['account'],
    weekRatio: RECORDED.accountWeekRatio,
    change: RECORDED.accountChange,
    verdict: RECORDED.accountVerdict,
    unsettled: RECORDED.accountUnsettled,
    minMeetings: 'accountMinMeetings',
  },
  {
    labels: [],
    weekRatio: RECORDED.allWeekRatio,
    change: RECORDED.allChange,
    verdict: RECORDED.allVerdict,
    unsettled: RECORDED.allUnsettled,
    minMeetings: 'allMinMeetings',
  },
] as const;

/** The most sites down of the last day: when the day rolls fewer are judged by the minute. */
const SITES_DOWN = `max_over_time(${RECORDED.accountSitesDown}[26h])`;

/** Other sites of the account have the meetings. */
export const UNLESS_MOVED = `unless on (account)
  last_over_time(${RECORDED.accountMoved}[26h])`;

/** The account or everything tells of a drop. */
export const UNLESS_DROP = `unless on (account)
  ${RECORDED.accountDrop}
unless on ()
  ${RECORDED.allDrop}`;

/** Accounts and everything, by the sites that are judged: many that are too small to be judged alone are not too small together. */
export const SCOPE_RULES: readonly RecordingRule[] = [
  {
    record: RECORDED.judged,
    comment: 'Meetings of the sites that are judged, and what is expected of them.',
    expr: withAccount(`${RECORDED.meetings} and on (site) ${RECORDED.change}`),
  },
  {
    record: RECORDED.judgedExpected,
    expr: withAccount(`${RECORDED.expected} and on (site) ${RECORDED.change}`),
  },
  ...SCOPES.flatMap(toScopeRules),
  {
    record: RECORDED.accountSitesDown,
    comment: 'Sites of an account whose own drop would be worth telling if they were large enough.',
    expr: `count by (account) (
  ${RECORDED.judged}
  < on (site, account)
    ${RECORDED.judgedExpected} * on (site) group_left () (1 - ${siteThreshold('dropRatio')})
)
and on (account)
  ${RECORDED.accountChange}`,
  },
  {
    record: RECORDED.accountMoved,
    comment: `What other sites of an account have on top, over what sites with a drop have lost; nothing below ${MOVED_RATIO}: it is no move.`,
    expr: `sum by (account) (
  ${RECORDED.judged} - ${RECORDED.judgedExpected}
  and on (site) ${RECORDED.change} > 0
)
/
  sum by (account) (
    ${RECORDED.judgedExpected} - ${RECORDED.judged}
    and on (site) -${RECORDED.change} >= on (site) ${siteThreshold('dropRatio')}
  )
>= ${MOVED_RATIO}`,
  },
  {
    record: RECORDED.allDrop,
    comment: 'Drops to be told: of everything; of accounts, unless that is; of sites, unless either is.',
    expr: `-${RECORDED.allVerdict} >= on () ${wideThreshold('allDropRatio')}
and on ()
  count(${SITES_DOWN} > 0) >= 2`,
  },
  {
    record: RECORDED.accountDrop,
    expr: `-${RECORDED.accountVerdict} ${atLeast('accountDropRatio')}
and on (account)
  ${SITES_DOWN} >= 2
${UNLESS_MOVED}
unless on ()
  ${RECORDED.allDrop}`,
  },
  {
    record: RECORDED.siteDrop,
    expr: `${withAccount(`-${RECORDED.verdict} >= on (site) ${siteThreshold('dropRatio')}`)}
${UNLESS_MOVED}
${UNLESS_DROP}`,
  },
];

function toScopeRules(scope: (typeof SCOPES)[number]): RecordingRule[] {
  const { labels, weekRatio, change, verdict, unsettled, minMeetings } = scope;
  const on = `on (${labels.join(', ')})`;
  const sum = (expression: string): string => `sum by (${labels.join(', ')}) (${expression})`;
  const meetings = sum(RECORDED.judged);
  const expected = sum(RECORDED.judgedExpected);
  const weekBy = `by (${[...labels, 'weeks_ago'].join(', ')})`;
  // With quiet sites: where most are quiet, the others half are too.
  const allUsual = sum(withAccount(RECORDED.median));
  return [
    {
      record: weekRatio,
      comment: 'The same weekday of each week, as a share of what is expected of the sites then known.',
      expr: `sum ${weekBy} (
  ${RECORDED.recentWeekday}
  * on (site) group_left (account) (0 * ${RECORDED.judgedExpected} + 1)
)
/
  (
    sum ${weekBy} (
      (0 * ${RECORDED.recentWeekday} + 1)
      * on (site) group_left (account) ${RECORDED.judgedExpected}
    ) > 0
  )`,
    },
    {
      record: change,
      expr: `(${meetings} / (${expected} > 0) - 1)
* ${on} (
    abs(${meetings} - ${expected})
    >= bool
    ${MIN_DEVIATIONS * MAD_TO_DEVIATION} * quantile by (${labels.join(', ')}) (0.5, abs(${weekRatio} - 1)) * ${on} ${expected}
  )
* ${on} (abs(${meetings} - ${expected}) >= bool on () group_left () ${wideThreshold(minMeetings)})
and ${on}
  (${expected} / ${allUsual} >= ${MIN_COVERAGE})`,
    },
    {
      record: unsettled,
      comment: 'By their usual meetings, most sites await the judgement of a new day.',
      expr: `${sum(withAccount(`${RECORDED.median} and on (site) ${RECORDED.siteUnsettled}`))}
/ ${allUsual} > ${1 - MIN_COVERAGE}`,
    },
    { record: verdict, expr: standing(change, on, unsettled) },
  ];
}
