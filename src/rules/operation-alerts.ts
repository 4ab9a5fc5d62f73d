import type { Outcome } from '../webex/outcome.ts';
import type { Alert } from './alert.ts';
import { metric } from './metric.ts';
import { THRESHOLDS } from './thresholds.ts';

const POLLS = metric('webex_polls_total');
const BUILD_INFO = metric('webex_exporter_build_info');
const ACCESS_REMAINING = remaining('webex_access_token_expiry_timestamp_seconds');
const REFRESH_REMAINING = remaining('webex_refresh_token_expiry_timestamp_seconds');

/** Alerts on polls that fail, by what an operator has to do about it. */
export const POLL_ALERTS: readonly Alert[] = [
  {
    name: 'WebexUnauthorized',
    severity: 'critical',
    condition: failing(['unauthorized']),
    for: '15m',
    summary: 'Webex does not accept the token.',
    description: () =>
      'Webex refuses the token for {{ $labels.site }}. All sites of its account are affected.',
  },
  {
    name: 'WebexSiteRefused',
    severity: 'warning',
    condition: failing(['forbidden', 'not_found', 'bad_request', 'wrong_region']),
    for: '30m',
    summary: 'Webex refuses to give the figures of a site.',
    description: () =>
      'Polls of {{ $labels.site }} end with {{ $labels.outcome }}, which does not pass by itself.',
  },
  {
    name: 'WebexRateLimited',
    severity: 'warning',
    condition: failing(['rate_limited']),
    for: '3h',
    summary: 'Webex has throttled polls for hours.',
    description: () =>
      'Polls of {{ $labels.site }} have been given up for hours because Webex throttles them.',
  },
  {
    name: 'WebexUnavailable',
    severity: 'warning',
    condition: failing(['server_error', 'timeout', 'network', 'invalid_response']),
    for: '3h',
    summary: 'Webex has not answered polls for hours.',
    description: () => 'Polls of {{ $labels.site }} have ended with {{ $labels.outcome }} for hours.',
  },
  {
    name: 'WebexBudgetTooSmall',
    severity: 'warning',
    condition: {
      series: `sum by (account) (rate(${metric('webex_api_throttled_seconds_total')}[1h]))`,
      comparator: '>',
      threshold: THRESHOLDS.waitingRequests,
    },
    for: '6h',
    summary: 'Requests to Webex have been queueing for hours.',
    description: (value) =>
      `{{ ${value} | humanize }} requests of account {{ $labels.account }} were waiting on average, for the request budget or for a Retry-After to end.`,
  },
];

/** Alerts on the tokens' ends. */
export const TOKEN_ALERTS: readonly Alert[] = [
  {
    name: 'WebexAccessTokenNotRenewed',
    severity: 'warning',
    condition: {
      series: `(${ACCESS_REMAINING})
/
  max_over_time((${ACCESS_REMAINING})[15d:1h])`,
      comparator: '<',
      threshold: THRESHOLDS.accessTokenLifeRatio,
    },
    for: '30m',
    summary: 'A Webex access token is near its end and was not renewed.',
    description: (value) =>
      `{{ ${value} | humanizePercentage }} of the life of the access token of account {{ $labels.account }} are left. It is renewed at half its life where that works.`,
  },
  // One of the two at a time.
  refreshTokenExpiring(
    'warning',
    `${REFRESH_REMAINING} >= ${THRESHOLDS.refreshTokenCriticalSeconds}`,
    THRESHOLDS.refreshTokenWarningSeconds,
  ),
  refreshTokenExpiring('critical', REFRESH_REMAINING, THRESHOLDS.refreshTokenCriticalSeconds),
];

/** Alerts on the exporter itself. */
export const EXPORTER_ALERTS: readonly Alert[] = [
  {
    name: 'WebexExporterDown',
    severity: 'critical',
    condition: {
      // Whatever the job is called: a target that has shown our build info within a day.
      series: `(up and on (job, instance) last_over_time(${BUILD_INFO}[1d]))`,
      comparator: '<',
      threshold: 1,
    },
    for: '10m',
    summary: 'Prometheus cannot scrape the webex-exporter.',
    description: () => 'Scrapes of {{ $labels.instance }} (job {{ $labels.job }}) fail.',
  },
  {
    name: 'WebexExporterAbsent',
    severity: 'critical',
    condition: { series: `absent(${BUILD_INFO})`, comparator: '>', threshold: 0 },
    for: '15m',
    summary: 'Prometheus knows of no webex-exporter.',
    description: () => 'No target shows the exporter: it is not running, or not scraped any more.',
  },
  {
    name: 'WebexShardMissing',
    severity: 'critical',
    condition: {
      series: `max by (job) (${metric('webex_exporter_shards')})
- count by (job) (count_values by (job) ("shard", ${metric('webex_exporter_shard')}))`,
      comparator: '>',
      threshold: 0,
    },
    for: '15m',
    summary: 'Some Webex sites are polled by nobody.',
    description: (value) =>
      `{{ ${value} }} of the shards that the sites are divided into are not running, or not scraped, in job {{ $labels.job }}.`,
  },
  {
    name: 'WebexConfigReloadFailed',
    severity: 'warning',
    condition: {
      series: metric('webex_exporter_config_last_reload_successful'),
      comparator: '<',
      threshold: 1,
    },
    for: '5m',
    summary: 'The webex-exporter refused its new configuration.',
    description: () =>
      '{{ $labels.instance }} goes on with its old configuration; its log says what is wrong.',
  },
  {
    name: 'WebexLabelValuesFolded',
    severity: 'info',
    condition: {
      series: `max by (site, label) (${metric('webex_folded_label_values')})`,
      comparator: '>',
      threshold: 0,
    },
    for: '1h',
    summary: 'A Webex site has more label values than are kept.',
    description: (value) =>
      `{{ ${value} }} values of {{ $labels.label }} of {{ $labels.site }} are added up as "other".`,
  },
];

/** Sites whose newest poll failed and whose recent failures ended so; the default poll interval is an hour. */
function failing(outcomes: readonly Outcome[]): Alert['condition'] {
  const polls = `${POLLS}{outcome=~"${outcomes.join('|')}"}`;
  return {
    // A counter that has just appeared does not increase: it is above 0 and was not there before.
    series: `(
  sum by (site, outcome) (increase(${polls}[3h])) > 0
  or
    sum by (site, outcome) (${polls})
  unless
    sum by (site, outcome) (${polls} offset 3h)
)
* on (site) group_left ()
  (1 - min by (site) (${metric('webex_poll_success')}))`,
    comparator: '>',
    threshold: 0,
  };
}

function refreshTokenExpiring(severity: Alert['severity'], series: string, thresholdSeconds: number): Alert {
  return {
    name: 'WebexRefreshTokenExpiring',
    severity,
    condition: { series, comparator: '<', threshold: thresholdSeconds },
    for: '1h',
    summary: 'A Webex refresh token is about to end, and with it all access.',
    description: (value) =>
      `The refresh token of account {{ $labels.account }} ends in {{ ${value} | humanizeDuration }}. Then somebody has to authorise the account again.`,
  };
}

function remaining(expiry: string): string {
  return `max by (account) (${metric(expiry)}) - time()`;
}
