import type { SiteThresholdName, WideThresholdName } from './thresholds.ts';

export const WEEK_SECONDS = 7 * 86_400;
export const DAY_SECONDS = 86_400;

/** Bridges a restart of the exporter and missed scrapes; short, so that a figure of the day before is not met. */
const BRIDGE = '15m';

/** Weeks before that a day is compared with; the later ones only where fewer than three of the former are known. */
export const WEEKS = [1, 2, 3, 4] as const;
export const OLDER_WEEKS = [5, 6, 7, 8] as const;

/** Weeks with figures; fewer are no history. */
export const MIN_WEEKS = 3;

/** Names of recorded series, each written out once. */
export const RECORDED = {
  knownSite: 'site:webex_site:known',
  siteAccount: 'site_account:webex_site:info',
  patience: 'site:webex_poll:patience_seconds',
  dayEnd: 'site:webex_day:end_timestamp_seconds',
  dayTime: 'site_weeks_ago:webex_day:timestamp_seconds',
  date: 'site_weeks_ago:webex_day:yyyymmdd',
  knownDate: 'date:webex_day:known',
  holiday: 'date_country_code:webex_holiday:known',
  usualShare: 'site_country_code:webex_joins:usual_share',
  holidayShare: 'site_country_code:webex_holiday:joins_share',
  bridgeShare: 'site:webex_bridge_day:joins_share',
  quietDay: 'site_weeks_ago:webex_quiet_day:joins_share',
  knownDay: 'site:webex_day:known',
  lateness: 'site:webex_day:lateness_seconds',
  settle: 'site:webex_day:settle_seconds',
  settled: 'site:webex_day:settled',
  siteUnsettled: 'site:webex_day:unsettled',
  accountUnsettled: 'account:webex_day:unsettled',
  allUnsettled: 'all:webex_day:unsettled',
  meetings: 'site:webex_meetings:day',
  recentWeekday: 'site_weeks_ago:webex_meetings:recent_weekday',
  sameWeekday: 'site_weeks_ago:webex_meetings:same_weekday',
  median: 'site:webex_meetings:same_weekday_median',
  deviation: 'site:webex_meetings:same_weekday_deviation',
  leastExpected: 'site:webex_meetings:least_expected',
  expected: 'site:webex_meetings:expected',
  required: 'site:webex_meetings:required_change',
  ratio: 'site:webex_meetings:same_weekday_ratio',
  change: 'site:webex_meetings:settled_change_ratio',
  judgedEnd: 'site:webex_day:judged_end_timestamp_seconds',
  verdict: 'site:webex_meetings:verdict_ratio',
  judged: 'site_account:webex_meetings:judged',
  judgedExpected: 'site_account:webex_meetings:judged_expected',
  accountWeekRatio: 'account_weeks_ago:webex_meetings:same_weekday_ratio',
  accountChange: 'account:webex_meetings:settled_change_ratio',
  accountVerdict: 'account:webex_meetings:verdict_ratio',
  accountSitesDown: 'account:webex_meetings:sites_down',
  accountMoved: 'account:webex_meetings:moved_ratio',
  allWeekRatio: 'all_weeks_ago:webex_meetings:same_weekday_ratio',
  allChange: 'all:webex_meetings:settled_change_ratio',
  allVerdict: 'all:webex_meetings:verdict_ratio',
  siteDrop: 'site_account:webex_meetings:drop_ratio',
  accountDrop: 'account:webex_meetings:drop_ratio',
  allDrop: 'all:webex_meetings:drop_ratio',
  reason: 'site:webex_judgement:reason',
  methodSameWeekday: 'site_join_method_weeks_ago:webex_joins:same_weekday',
  methodMedian: 'site_join_method:webex_joins:same_weekday_median',
  methodGone: 'site_join_method:webex_joins:gone',
  countrySameWeekday: 'site_country_code_weeks_ago:webex_joins:same_weekday',
  countryMedian: 'site_country_code:webex_joins:same_weekday_median',
  countryChange: 'account_country_code:webex_joins:change_ratio',
  joinsSameWeekday: 'site_weeks_ago:webex_joins:same_weekday',
  joinsMedian: 'site:webex_joins:same_weekday_median',
  perMeetingChange: 'site:webex_participants_per_meeting:change_ratio',
  quarterChange: 'site:webex_meetings:quarter_change_ratio',
  pollSuccess: 'account_site_window:webex_poll:success',
  unauthorized: 'account:webex_poll:unauthorized',
  figuresMissing: 'account_site:webex_poll:figures_missing',
  failing: 'account_site_window_outcome:webex_poll:failing',
  overdue: 'account_site_window:webex_poll:overdue',
  liveWeek: 'live_weeks_ago:webex_live_meetings:usual',
  liveUsual: 'live:webex_live_meetings:usual',
  liveHoliday: 'account:webex_live_holiday:joins_share',
} as const;

/** Of an account whose token is refused nothing else is news. */
export const UNLESS_UNAUTHORIZED = `unless on (account)\n  ${RECORDED.unauthorized}`;

/** Figures of single days: what volume is judged by. */
const DAY = '{window="1d"}';

/** The newest samples of a series, over a restart. */
export function recent(name: string, matchers = ''): string {
  return `last_over_time(${name}${matchers}[${BRIDGE}])`;
}

/** The day's figure per site. Neither `instance` nor `job` may matter: a pod that restarts keeps its history. */
export function dayFigure(name: string): string {
  return `max by (site) (${recent(name, DAY)})`;
}

/** The same, as it was shown so many weeks ago, with further labels. */
export function dayFigureBefore(name: string, weeks: number, labels: readonly string[] = []): string {
  const by = ['site', ...labels].join(', ');
  return `max by (${by}) (last_over_time(${name}${DAY}[${BRIDGE}] offset ${weeks}w))`;
}

/** What is said of each of some weeks, told apart by a label, in brackets. */
export function byWeek<Week extends number | string>(
  weeks: readonly Week[],
  toExpression: (weeks: Week) => string,
): string {
  const parts = weeks.map(
    (week) => `label_replace(${indent(toExpression(week))}, "weeks_ago", "${week}", "", "")`,
  );
  return `(\n  ${indent(parts.join('\nor\n'))}\n)`;
}

/** The median of what is known of some weeks, where enough of them are. */
export function medianOf(series: string, labels = 'site'): string {
  return `quantile by (${labels}) (0.5, ${series})
and on (${labels})
  count by (${labels}) (${series}) >= ${MIN_WEEKS}`;
}

/** A series about polls of historical figures. */
export function ofMeetings(name: string, matchers = ''): string {
  return recent(name, `{collector!="live"${matchers}}`);
}

/** How often a site is asked for single days. */
export const DAY_INTERVAL = ofMeetings('webex_poll_interval_seconds', ',window="1d"');

export function siteThreshold(name: SiteThresholdName): string {
  return `site:webex_threshold:${toSnakeCase(name)}`;
}

/** As in `X ${atLeast('accountDropRatio')}`. */
export function atLeast(name: WideThresholdName): string {
  return `>= on () group_left () ${wideThreshold(name)}`;
}

/** Has no label: compare with `on () group_left ()`. */
export function wideThreshold(name: WideThresholdName): string {
  return `webex:threshold:${toSnakeCase(name)}`;
}

/** With the account of the site as a label. */
export function withAccount(expression: string): string {
  return `(\n  ${indent(expression)}\n)\n* on (site) group_left (account) ${RECORDED.siteAccount}`;
}

export function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
