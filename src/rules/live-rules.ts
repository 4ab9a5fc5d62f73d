import type { AlertGroup } from './alert.ts';
import { LIVE_DAYS } from './day-rules.ts';
import type { RuleGroup } from './rule-file.ts';
import {
  atLeast,
  byWeek,
  indent,
  medianOf,
  recent,
  RECORDED,
  UNLESS_UNAUTHORIZED,
  WEEKS,
  withAccount,
} from './series.ts';

const MEETINGS = 'webex_live_meetings';
const live = `max by (account, site) (${MEETINGS})`;
const usualMeetings = withAccount(RECORDED.median);

/** What is usual at this time of the week; clocks that were changed since then, by an hour, change nothing. */
export const LIVE_GROUP: RuleGroup = {
  name: 'webex-live',
  rules: [
    {
      record: RECORDED.liveWeek,
      comment: 'The lowest half-hour of the same time of the week and of an hour before and after it.',
      expr: byWeek(
        WEEKS,
        (weeks) => `min by (account, site) (
  ${[-1, 0, 1].map((hours) => halfHour(weeks, hours)).join('\n  or\n  ')}
)`,
      ),
    },
    { record: RECORDED.liveUsual, expr: medianOf(RECORDED.liveWeek, 'account, site') },
    {
      record: RECORDED.liveHoliday,
      comment: 'Share of the usual meetings that are of sites with a quiet day, where it matters.',
      expr: `sum by (account) (
  ${indent(usualMeetings)}
  and on (site) ${RECORDED.quietDay}${LIVE_DAYS}
)
/
  sum by (account) (
    ${indent(indent(usualMeetings))}
  ) ${atLeast('holidayJoinsRatio')}`,
    },
  ],
};

const byQuality = (matchers: string): string =>
  `sum by (account, site) (max by (account, site, quality) (webex_live_meetings_by_quality${matchers}))`;

const where = '{{ if $labels.site }}{{ $labels.site }}{{ else }}account {{ $labels.account }}{{ end }}';

/** Alerts within minutes, for accounts whose live meetings are asked for. */
export const LIVE_ALERTS: AlertGroup = {
  name: 'webex-live-alerts',
  dashboard: 'webex-live',
  alerts: {
    WebexLiveMeetingsDropped: {
      severity: 'critical',
      expr: `1 - ${live} / (${RECORDED.liveUsual} > 0) ${atLeast('liveDropRatio')}
and on (account, site)
  ${RECORDED.liveUsual} - ${live} ${atLeast('liveMinMeetings')}
unless on (account)
  ${RECORDED.liveHoliday}`,
      for: '15m',
      summary: 'Far fewer Webex meetings run now than at this time of the week before.',
      description: `{{ $value | humanizePercentage }} fewer meetings of ${where} run now than the median of this time of the week in the four weeks before.`,
    },
    WebexLiveQualityBad: {
      severity: 'warning',
      expr: `${byQuality('{quality="bad"}')} / (${byQuality('')} > 0) ${atLeast('liveBadQualityRatio')}
and on (account, site)
  ${byQuality('')} ${atLeast('liveMinMeetings')}`,
      for: '15m',
      summary: 'Many Webex meetings that run now are of bad quality.',
      description: `{{ $value | humanizePercentage }} of the meetings of ${where} that run now are of bad quality.`,
    },
    WebexLiveUnavailable: {
      severity: 'warning',
      expr: `max by (account) (${recent('webex_poll_success', '{collector="live"}')}) == bool 0 > 0
unless on (account)
  ${RECORDED.overdue}
${UNLESS_UNAUTHORIZED}`,
      for: '30m',
      summary: 'Webex does not give the live meetings.',
      description:
        'The live meetings of account {{ $labels.account }} have not been given for half an hour; its historical figures are.',
    },
  },
};

/** Mean of the half-hour around a time of the week, so many hours off. */
function halfHour(weeks: number, hours: number): string {
  const minutes = weeks * 7 * 24 * 60 + hours * 60 - 15;
  const offset = `${Math.floor(minutes / 60)}h${minutes % 60}m`;
  return `label_replace(max by (account, site) (avg_over_time(${MEETINGS}[30m] offset ${offset})), "hours", "${hours}", "", "")`;
}
