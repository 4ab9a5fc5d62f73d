import type { RecordingRule, RuleGroup } from './rule-file.ts';
import { WEEK_SECONDS } from './series.ts';

const RULES = [
  share('site_window:webex_meetings_with_video:ratio', 'webex_meetings_with_video', 'webex_meetings'),
  share('site_window:webex_meetings_with_sharing:ratio', 'webex_meetings_with_sharing', 'webex_meetings'),
  share('site_window:webex_meetings_with_recording:ratio', 'webex_meetings_with_recording', 'webex_meetings'),
  share(
    'site_window:webex_meeting_telephone_duration_seconds:ratio',
    'webex_meeting_telephone_duration_seconds',
    'webex_meeting_audio_duration_seconds',
  ),
  weekOverWeek('site_window:webex_meetings:week_over_week_ratio', 'webex_meetings'),
  weekOverWeek('site_window:webex_meeting_participants:week_over_week_ratio', 'webex_meeting_participants'),
  weekOverWeek(
    'site_window:webex_meeting_duration_seconds:week_over_week_ratio',
    'webex_meeting_duration_seconds',
  ),
];

/** Use of features, and weeks against each other. */
export const ADOPTION_GROUP: RuleGroup = { name: 'webex-adoption', rules: RULES };

function share(record: string, part: string, whole: string): RecordingRule {
  return {
    record,
    expr: `max by (site, window) (${part})\n/\n  (max by (site, window) (${whole}) > 0)`,
  };
}

/** This week's figure over the one of a week before, where both are of the same weekday. */
function weekOverWeek(record: string, name: string): RecordingRule {
  const end = 'webex_window_end_timestamp_seconds';
  return {
    record,
    expr: `max by (site, window) (${name})
/
  (max by (site, window) (${name} offset 1w) > 0)
and on (site, window)
  (max by (site, window) (${end}) - max by (site, window) (${end} offset 1w) == ${WEEK_SECONDS})`,
  };
}
