import { metric } from './metric.ts';
import { renderRuleFile, type RecordingRule, type RuleGroup } from './rule-file.ts';
import { dayFigure, RECORDED, sameWeekdayFigure } from './series.ts';
import { THRESHOLDS } from './thresholds.ts';

const MEETINGS = dayFigure('webex_meetings');

/** Makes the median absolute deviation comparable to a standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

const VOLUME: RuleGroup = {
  name: 'webex-volume',
  rules: [
    ...[1, 2, 3, 4].map((weeks) => ({
      record: RECORDED.sameWeekday,
      labels: { weeks_ago: String(weeks) },
      expr: sameWeekdayFigure('webex_meetings', weeks),
    })),
    {
      record: RECORDED.median,
      comment: `Absent for a site with figures on fewer than ${THRESHOLDS.minWeeks} of the four weekdays.`,
      expr: `quantile by (site) (0.5, ${RECORDED.sameWeekday})
and on (site)
  count by (site) (${RECORDED.sameWeekday}) >= ${THRESHOLDS.minWeeks}`,
    },
    {
      record: RECORDED.deviation,
      comment: 'Median absolute deviation, scaled to be comparable to a standard deviation.',
      expr: `${MAD_TO_DEVIATION}
* quantile by (site) (
    0.5,
    abs(${RECORDED.sameWeekday} - on (site) group_left () ${RECORDED.median})
  )`,
    },
    {
      record: RECORDED.ratio,
      expr: `${MEETINGS} / (${RECORDED.median} > 0)`,
    },
    {
      record: RECORDED.change,
      comment: `Change against the median, -0.5 for half as many meetings; 0 when it is small or usual. Only once the figure is settled:
asked for ${THRESHOLDS.settledAfterSeconds / 3600} hours after the end of its day or later. Absent on quiet days.`,
      expr: `(${RECORDED.ratio} - 1)
* on (site) (
    abs(${MEETINGS} - ${RECORDED.median})
    >= bool
    clamp_min(${THRESHOLDS.minDeviations} * ${RECORDED.deviation}, ${THRESHOLDS.minChangeMeetings})
  )
and on (site)
  ${dayFigure('webex_poll_last_success_timestamp_seconds')} - ${dayFigure('webex_window_end_timestamp_seconds')}
  >= ${THRESHOLDS.settledAfterSeconds}
unless on (site)
  ${RECORDED.quietDay}`,
    },
  ],
};

const ADOPTION: RuleGroup = {
  name: 'webex-adoption',
  rules: [
    share('webex_meetings_with_video', 'webex_meetings'),
    share('webex_meetings_with_sharing', 'webex_meetings'),
    share('webex_meetings_with_recording', 'webex_meetings'),
    share('webex_meeting_telephone_duration_seconds', 'webex_meeting_audio_duration_seconds'),
    weekOverWeek('webex_meetings'),
    weekOverWeek('webex_meeting_participants'),
    weekOverWeek('webex_meeting_duration_seconds'),
  ],
};

function share(part: string, whole: string): RecordingRule {
  return {
    record: `site_window:${metric(part)}:ratio`,
    expr: `max by (site, window) (${part})\n/\n  (max by (site, window) (${metric(whole)}) > 0)`,
  };
}

/** This week's figure over the one of a week before, where both are of the same weekday. */
function weekOverWeek(name: string): RecordingRule {
  const end = metric('webex_window_end_timestamp_seconds');
  return {
    record: `site_window:${metric(name)}:week_over_week_ratio`,
    expr: `max by (site, window) (${name})
/
  (max by (site, window) (${name} offset 1w) > 0)
and on (site, window)
  (max by (site, window) (${end}) - max by (site, window) (${end} offset 1w) == ${7 * 86_400})`,
  };
}

/** The names that the rules record; nothing else may be asked for but them and the exporter's own. */
export const RECORDED_NAMES: readonly string[] = [
  ...Object.values(RECORDED),
  ...ADOPTION.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])),
];

/** The rule file that makes daily figures comparable; the alerts on volume need it. */
export function renderRecordingRules(): string {
  return renderRuleFile(
    `What is shown on a day is the figure of the day before, held for a day: never use rate() or sum_over_time() on it. Days
are compared by the date of the figures, webex_window_end_timestamp_seconds, not by the clock.`,
    [VOLUME, ADOPTION],
  );
}
