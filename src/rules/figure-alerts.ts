import type { Alert } from './alert.ts';
import { metric } from './metric.ts';
import { NEWEST_CHANGE } from './series.ts';
import { THRESHOLDS } from './thresholds.ts';

const END = metric('webex_window_end_timestamp_seconds');
const SUCCESS = metric('webex_poll_last_success_timestamp_seconds');

/** Alerts on what the figures say. They need the recording rules. */
export const VOLUME_ALERTS: readonly Alert[] = [
  {
    name: 'WebexMeetingsDropped',
    severity: 'warning',
    condition: { series: `-${NEWEST_CHANGE}`, comparator: '>', threshold: THRESHOLDS.dropRatio },
    for: '1h',
    summary: 'Far fewer Webex meetings than on the same weekday of the weeks before.',
    description: (value) =>
      `{{ $labels.site }} held {{ ${value} | humanizePercentage }} fewer meetings on the newest settled day than the median of the same weekday in the four weeks before.`,
  },
  {
    name: 'WebexMeetingsSurged',
    severity: 'info',
    condition: { series: NEWEST_CHANGE, comparator: '>', threshold: THRESHOLDS.surgeRatio },
    for: '1h',
    summary: 'Far more Webex meetings than on the same weekday of the weeks before.',
    description: (value) =>
      `{{ $labels.site }} held {{ ${value} | humanizePercentage }} more meetings on the newest settled day than the median of the same weekday in the four weeks before.`,
  },
];

/** Alerts on the age of the figures. */
export const FRESHNESS_ALERTS: readonly Alert[] = [
  {
    name: 'WebexDataDateStuck',
    severity: 'warning',
    condition: {
      series: `max by (site, window) (${END})
- max by (site, window) (last_over_time(${END}[1h] offset ${THRESHOLDS.dataDateHold}))`,
      comparator: '<',
      threshold: 1,
    },
    for: '30m',
    summary: 'The Webex figures have not moved on to the next day.',
    description: () =>
      `The {{ $labels.window }} figures of {{ $labels.site }} are still about the days they were about ${THRESHOLDS.dataDateHold} ago.`,
  },
  {
    name: 'WebexAnswerStale',
    severity: 'warning',
    condition: {
      series: `time() - max by (site, window) (${SUCCESS})`,
      comparator: '>',
      threshold: THRESHOLDS.staleAnswerSeconds,
    },
    for: '15m',
    summary: 'Webex has given no good answer for hours.',
    description: (value) =>
      `The newest good answer for the {{ $labels.window }} figures of {{ $labels.site }} is {{ ${value} | humanizeDuration }} old.`,
  },
  {
    name: 'WebexFiguresMissing',
    severity: 'critical',
    condition: {
      // Polls are known of, and neither a date nor a figure is shown.
      series: `count by (site, window) (
  ${metric('webex_poll_success')}
  unless on (site, window) ${END}
  unless on (site, window) ${metric('webex_meetings')}
)`,
      comparator: '>',
      threshold: 0,
    },
    for: '1h',
    summary: 'A Webex site has no figures any more, or never had any.',
    description: () =>
      `{{ $labels.site }} is polled and has no {{ $labels.window }} figures: polls failed for so long that the last good answer was dropped, or none ever came.`,
  },
];
