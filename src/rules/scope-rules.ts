import type { RecordingRule, RuleGroup } from './rule-file.ts';
import { RECORDED, siteThreshold, WEEKS, wideThreshold, withAccount } from './series.ts';
import type { WideThresholdName } from './thresholds.ts';
import { MAD_TO_DEVIATION, standing } from './volume-rules.ts';

/** Share of the usual meetings that judged sites must have for their sum to stand for all. */
const MIN_COVERAGE = 0.5;

/** Usual deviations of the weekday that a change has to exceed, in an account or in everything. */
const MIN_DEVIATIONS = 3;

/** Meetings lost at some sites of an account that others have on top, as a share: they moved. */
const MOVED_RATIO = 0.7;

/** What several sites are added up to. */
interface Scope {
  /** As in `sum by (account)`; empty: everything. */
  readonly by: string;
  readonly on: string;
  readonly weekRatio: string;
  readonly change: string;
  readonly verdict: string;
  readonly unsettled: string;
  readonly minMeetings: WideThresholdName;
}

const ACCOUNT: Scope = {
  by: 'by (account) ',
  on: 'on (account)',
  weekRatio: RECORDED.accountWeekRatio,
  change: RECORDED.accountChange,
  verdict: RECORDED.accountVerdict,
  unsettled: RECORDED.accountUnsettled,
  minMeetings: 'accountMinMeetings',
};

const ALL: Scope = {
  by: '',
  on: 'on ()',
  weekRatio: RECORDED.allWeekRatio,
  change: RECORDED.allChange,
  verdict: RECORDED.allVerdict,
  unsettled: RECORDED.allUnsettled,
  minMeetings: 'allMinMeetings',
};

/** Accounts and everything, by the sites that are judged: many that are too small to be judged alone are not too small together. */
export const SCOPE_GROUP: RuleGroup = {
  name: 'webex-scopes',
  rules: [
    {
      record: RECORDED.judged,
      comment: 'Meetings of the sites that are judged, and what is usual for them.',
      expr: withAccount(`${RECORDED.meetings} and on (site) ${RECORDED.change}`),
    },
    {
      record: RECORDED.judgedExpected,
      expr: withAccount(`${RECORDED.expected} and on (site) ${RECORDED.change}`),
    },
    ...[ACCOUNT, ALL].flatMap(toScopeRules),
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
      comment: `What other sites of an account have on top, over what sites with a drop have lost; 0 below ${MOVED_RATIO}: it is no move.`,
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
  ],
};

function toScopeRules({
  by,
  on,
  weekRatio,
  change,
  verdict,
  unsettled,
  minMeetings,
}: Scope): RecordingRule[] {
  const sum = (expression: string): string => `sum ${by}(${expression})`;
  const meetings = sum(RECORDED.judged);
  const usual = sum(RECORDED.judgedExpected);
  const weekBy = by === '' ? 'by (weeks_ago)' : 'by (account, weeks_ago)';
  // With quiet sites: where most are quiet, the others half are too.
  const allUsual = sum(withAccount(RECORDED.median));
  return [
    {
      record: weekRatio,
      comment:
        'The same weekday of each week, as a share of what is usual for the sites that it is known of.',
      expr: `sum ${weekBy} (
  ${RECORDED.sameWeekday}{weeks_ago=~"[${WEEKS.join('')}]"}
  * on (site) group_left (account) (0 * ${RECORDED.judgedExpected} + 1)
)
/
  (
    sum ${weekBy} (
      (0 * ${RECORDED.sameWeekday}{weeks_ago=~"[${WEEKS.join('')}]"} + 1)
      * on (site) group_left (account) ${RECORDED.judgedExpected}
    ) > 0
  )`,
    },
    {
      record: change,
      expr: `(${meetings} / (${usual} > 0) - 1)
* ${on} (
    abs(${meetings} - ${usual})
    >= bool
    ${MIN_DEVIATIONS * MAD_TO_DEVIATION} * quantile ${by}(0.5, abs(${weekRatio} - 1)) * ${on} ${usual}
  )
* ${on} (abs(${meetings} - ${usual}) >= bool on () group_left () ${wideThreshold(minMeetings)})
and ${on}
  (${usual} / ${allUsual} >= ${MIN_COVERAGE})`,
    },
    {
      record: unsettled,
      comment: 'By their usual meetings, most sites await the judgement of a new day.',
      expr: `${sum(withAccount(`${RECORDED.median} and on (site) ${RECORDED.siteUnsettled}`))}
/ ${allUsual} > ${1 - MIN_COVERAGE}`,
    },
    { record: verdict, expr: standing(change, by === '' ? 'all' : 'account', unsettled) },
  ];
}
