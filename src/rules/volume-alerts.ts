import type { AlertGroup } from './alert.ts';
import { UNLESS_DROP, UNLESS_MOVED } from './scope-rules.ts';
import { atLeast, indent, recent, RECORDED, siteThreshold, withAccount } from './series.ts';

const worstFive = (matchers: string): string =>
  ` The worst:{{ range query (printf "sort(bottomk(5, ${RECORDED.verdict} * on (site) group_left (account) ${RECORDED.siteAccount}%s))" ${matchers}) }} {{ .Labels.site }} {{ .Value | humanizePercentage }};{{ end }}`;

const usual = 'the median of the same weekday in the four weeks before';

/** Alerts on what the figures say. They need the recording rules. */
export const VOLUME_ALERTS: AlertGroup = {
  name: 'webex-volume-alerts',
  dashboard: 'webex-meetings',
  alerts: {
    WebexMeetingsDropped: {
      severity: 'warning',
      expr: RECORDED.siteDrop,
      summary: 'Far fewer Webex meetings than on the same weekday of the weeks before.',
      description: `{{ $labels.site }} held {{ $value | humanizePercentage }} fewer meetings on the newest settled day than ${usual}.`,
    },
    WebexAccountMeetingsDropped: {
      severity: 'critical',
      expr: RECORDED.accountDrop,
      summary:
        'Far fewer Webex meetings at several sites of an account than on the same weekday of the weeks before.',
      description: `The sites of account {{ $labels.account }} held {{ $value | humanizePercentage }} fewer meetings on the newest settled day than ${usual}.`,
      details: ` Sites down:{{ range query (printf "max_over_time(${RECORDED.accountSitesDown}{account=%q}[26h])" $labels.account) }} {{ .Value }}{{ end }}.${worstFive('(printf "{account=%q}" $labels.account)')}`,
    },
    WebexAllMeetingsDropped: {
      severity: 'critical',
      expr: RECORDED.allDrop,
      summary: 'Far fewer Webex meetings in several accounts than on the same weekday of the weeks before.',
      description: `All sites together held {{ $value | humanizePercentage }} fewer meetings on the newest settled day than ${usual}.`,
      details: ` Sites down:{{ range query "sum(max_over_time(${RECORDED.accountSitesDown}[26h]))" }} {{ .Value }}{{ end }}.${worstFive('""')}`,
    },
    WebexMeetingsLow: {
      severity: 'info',
      expr: `(
  ${RECORDED.siteDrop}
or
  ${RECORDED.accountDrop}
or
  ${RECORDED.allDrop}
)
unless on (site, account)
  ALERTS{alertname=~"Webex(Account|All|)MeetingsDropped",alertstate="firing"}`,
      for: '15m',
      summary: 'A first verdict: far fewer Webex meetings than on the same weekday of the weeks before.',
      description: `{{ if $labels.site }}{{ $labels.site }}{{ else if $labels.account }}Account {{ $labels.account }}{{ else }}All sites together{{ end }} held {{ $value | humanizePercentage }} fewer meetings than ${usual}. It is provisional: Webex may still complete the day, and a page follows when the verdict stands.`,
    },
    WebexMeetingsSurged: {
      severity: 'info',
      expr: `${withAccount(`${RECORDED.verdict} >= on (site) ${siteThreshold('surgeRatio')}`)}
${UNLESS_MOVED}`,
      summary: 'Far more Webex meetings than on the same weekday of the weeks before.',
      description: `{{ $labels.site }} held {{ $value | humanizePercentage }} more meetings on the newest settled day than ${usual}.`,
    },
    WebexMeetingsMoved: {
      severity: 'info',
      expr: `last_over_time(${RECORDED.accountMoved}[26h])
and on (account)
  (${withAccount(`-${RECORDED.verdict} >= on (site) ${siteThreshold('dropRatio')}`)})`,
      summary: 'Meetings of one Webex site were held at others of the same account.',
      description:
        '{{ $value | humanizePercentage }} of the meetings that sites of account {{ $labels.account }} lost on the newest settled day were on top at its other sites.',
      details: worstFive('(printf "{account=%q}" $labels.account)'),
    },
    WebexMeetingsDeclining: {
      severity: 'info',
      expr: withAccount(`-last_over_time(${RECORDED.quarterChange}[2h]) ${atLeast('declineRatio')}
and on (site)
  (${RECORDED.required} < ${RECORDED.median})`),
      for: '1d',
      summary: 'Fewer and fewer Webex meetings: this quarter against the last.',
      description:
        '{{ $labels.site }} held {{ $value | humanizePercentage }} fewer meetings a day in the newest 13 weeks than in the 13 weeks before. Nothing need have happened on any one day.',
    },
    WebexJoinMethodGone: {
      severity: 'warning',
      expr: `count by (account, join_method) (
  ${indent(withAccount(`last_over_time(${RECORDED.methodGone}[15h]) == 1`))}
) ${atLeast('joinMethodMinSites')}`,
      summary: 'A way of joining Webex meetings is all but gone at several sites.',
      description:
        'At {{ $value }} sites of account {{ $labels.account }} hardly anyone joined by {{ $labels.join_method }} on the newest settled day, while they held as many meetings as usual.',
    },
    WebexCountryGone: {
      severity: 'warning',
      expr: `-last_over_time(${RECORDED.countryChange}[15h]) ${atLeast('countryDropRatio')}
${UNLESS_DROP}`,
      summary: 'Hardly anyone joins Webex meetings from a country any more.',
      description:
        '{{ $value | humanizePercentage }} fewer joins from {{ $labels.country_code }} than usual for the weekday in account {{ $labels.account }}, on a day without a known holiday there.',
    },
    WebexMeetingSizeChanged: {
      severity: 'info',
      expr: withAccount(
        `abs(last_over_time(${RECORDED.perMeetingChange}[15h])) ${atLeast('perMeetingChangeRatio')}`,
      ),
      summary: 'Webex meetings have far more or far fewer participants than usual.',
      description:
        'Participants per meeting at {{ $labels.site }} differ by {{ $value | humanizePercentage }} from the same weekday of the weeks before, while the number of meetings is as usual.',
    },
    WebexSiteNotJudged: {
      severity: 'info',
      expr: withAccount(
        `${RECORDED.reason}
and on (site)
  max by (site) (${recent('webex_meetings')}) > 0
and on (site)
  last_over_time(webex_meetings[1d] offset 5w)
unless on (site) (
  ${[0, 1, 2, 3, 4, 5].map((weeks) => `last_over_time(${RECORDED.median}[1h]${weeks === 0 ? '' : ` offset ${weeks}w`})`).join('\n  or on (site)\n  ')}
)`,
      ),
      for: '1h',
      summary: 'A Webex site with meetings has had nothing to be compared with for five weeks.',
      description:
        'No drop of {{ $labels.site }} would be noticed: {{ $labels.reason }}. A 1d window with four weeks of history is needed.',
    },
  },
};
