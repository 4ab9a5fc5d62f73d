import type { Outcome } from '../webex/outcome.ts';
import type { AlertGroup } from './alert.ts';
import { bySite, failing, overdue, UNAVAILABLE } from './poll-rules.ts';
import { indent, ofMeetings, RECORDED, UNLESS_UNAUTHORIZED, wideThreshold } from './series.ts';

const REFUSED: readonly Outcome[] = ['forbidden', 'not_found', 'bad_request', 'wrong_region'];

const QUEUEING = `sum by (account) (rate(webex_api_throttled_seconds_total[1h])) > on () group_left () ${wideThreshold('waitingRequests')}`;

/** How many windows of the account fail in which way. */
const OUTCOMES = `{{ range query (printf "count by (outcome) (${RECORDED.failing}{account=%q})" $labels.account) }} {{ .Labels.outcome }}: {{ .Value }} windows.{{ end }}`;

/** What fails: a site, or so many of an account. */
const SUBJECT =
  '{{ if $labels.site }}{{ $labels.site }}{{ else }}{{ $value }} sites of account {{ $labels.account }}{{ end }}';

/** The end of the shown days has not moved for 40 hours: it moves once a day, at 00:00 to 14:00 UTC. */
const STANDS_STILL = '40h';

/** So long no site is without a day: four free days in a row and the wait for the next one. */
const LONGEST_SILENCE = '5d12h';

/** Alerts on polls that fail, by what an operator has to do about it; of an account where it is one cause for several sites. */
export const POLL_ALERTS: AlertGroup = {
  name: 'webex-poll-alerts',
  dashboard: 'webex-exporter',
  alerts: {
    WebexUnauthorized: {
      severity: 'critical',
      expr: RECORDED.unauthorized,
      for: '15m',
      summary: 'Webex does not accept the token.',
      description:
        'Webex refuses the token of account {{ $labels.account }}: none of its sites can be polled.',
    },
    WebexSiteRefused: {
      severity: 'warning',
      expr: bySiteOrAccount(bySite(failing(REFUSED))),
      for: '30m',
      summary: 'Webex refuses to give figures.',
      description: `Polls of ${SUBJECT} are refused, which does not pass by itself.`,
      details: `{{ if not $labels.site }}${OUTCOMES}{{ end }}`,
    },
    WebexRateLimited: {
      severity: 'warning',
      expr: `count by (account) (
  ${indent(overdue(['rate_limited']))}
)`,
      for: '45m',
      summary: 'Webex has throttled polls for long.',
      description:
        'Polls of {{ $value }} sites of account {{ $labels.account }} have been given up because Webex throttles them.',
    },
    WebexUnavailable: {
      severity: 'warning',
      expr: bySiteOrAccount(overdue(UNAVAILABLE)),
      for: '45m',
      summary: 'Webex has not answered polls for long.',
      description: `Polls of ${SUBJECT} have failed for longer than a poll interval.`,
      details: OUTCOMES,
    },
    WebexFiguresMissing: {
      severity: 'critical',
      expr: bySiteOrAccount(RECORDED.figuresMissing),
      for: '1h',
      summary: 'A Webex site has no figures any more, or never had any.',
      description: `Polls of ${SUBJECT} have failed for so long that the last good answer was dropped, or none ever came.`,
    },
    WebexDataDateStuck: {
      severity: 'warning',
      expr: bySiteOrAccount(stuck()),
      for: '30m',
      summary: 'The Webex figures have not moved on to the next day.',
      description: `Webex answers, but the figures of ${SUBJECT} are still about the days they were about ${STANDS_STILL} ago, or there are none, on a weekday that usually has figures.`,
    },
    WebexPollsStopped: {
      severity: 'critical',
      expr: `max by (account) (
  time() - max by (account, site, window) (${ofMeetings('webex_poll_last_attempt_timestamp_seconds')})
  > 2 * max by (account, site, window) (${ofMeetings('webex_poll_interval_seconds')})
)
${UNLESS_UNAUTHORIZED}
unless on (account)
  ${QUEUEING}`,
      for: '45m',
      summary: 'The webex-exporter runs, and polls no more.',
      description:
        'The newest poll of some site of account {{ $labels.account }} was {{ $value | humanizeDuration }} ago, more than two intervals.',
    },
    WebexBudgetTooSmall: {
      severity: 'warning',
      expr: `${QUEUEING}
unless on (account)
  ${RECORDED.failing}{outcome="rate_limited"}`,
      for: '6h',
      summary: 'Requests to Webex have been queueing for hours.',
      description:
        '{{ $value | humanize }} requests of account {{ $labels.account }} were waiting on average, for the request budget or for a Retry-After to end.',
    },
  },
};

/**
 * One series for an account of which half of the sites, and two at least, are affected; else one for each site. The value
 * is the number of sites.
 */
function bySiteOrAccount(sites: string): string {
  const affected = `(\n  ${indent(sites)}\n)`;
  const all = `count by (account) (group by (account, site) (${RECORDED.pollSuccess}))`;
  return `(count by (account) ${affected} >= 2)
>= on (account)
  0.5 * ${all}
or on (account)
  ${affected}`;
}

/**
 * Sites whose days do not move on although Webex answers. A site that has no meetings at weekends may get no figures for
 * them: it stood still at this time in most of the weeks that are known or, in its first week, does not yet for long. The
 * day that is due by the clock must not be quiet.
 */
function stuck(): string {
  const end = 'webex_window_end_timestamp_seconds';
  const endAt = (offset: string): string => `max by (site) (last_over_time(${end}[1h]${offset}))`;
  const stoodStill = (week: string): string =>
    `label_replace(${endAt(` offset ${week}`)} - ${endAt(` offset ${week}${STANDS_STILL}`)} < bool 1, "week", "${week}", "", "")`;
  const usually = `avg by (site) (
  ${['1w', '2w', '3w', '4w'].map(stoodStill).join('\n  or\n  ')}
)`;
  return `group by (account, site) (
  ${RECORDED.pollSuccess}
  and on (site)
    (${endAt('')} - ${endAt(` offset ${STANDS_STILL}`)} < 1)
  and on (site)
    (${indent(indent(usually))} <= 0.5 or ${endAt('')} - ${endAt(` offset ${LONGEST_SILENCE}`)} < 1)
  unless on (site)
    ${RECORDED.quietDay}{weeks_ago="due"}
or
  ${failing(['no_data'])}
  and on (account, site, window)
    last_over_time(webex_poll_success[1h] offset ${LONGEST_SILENCE})
  unless on (site)
    present_over_time(${end}[${LONGEST_SILENCE}:1h])
)
unless on (account, site)
  ${RECORDED.failing}{outcome!="no_data"}`;
}
