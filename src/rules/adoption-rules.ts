import type { RecordingRule, RuleGroup } from './rule-file.ts';
import { WEEK_SECONDS } from './series.ts';

const END = 'webex_window_end_timestamp_seconds';

/** Use of features, and weeks against each other. */
export const ADOPTION_GROUP: RuleGroup = {
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
    record: `site_window:${part}:ratio`,
    expr: `max by (site, window) (${part})\n/\n  (max by (site, window) (${whole}) > 0)`,
  };
}

/** This week's figure over the one of a week before, where both are of the same weekday. */
function weekOverWeek(name: string): RecordingRule {
  return {
    record: `site_window:${name}:week_over_week_ratio`,
    expr: `max by (site, window) (${name})
/
  (max by (site, window) (${name} offset 1w) > 0)
and on (site, window)
  (max by (site, window) (${END}) - max by (site, window) (${END} offset 1w) == ${WEEK_SECONDS})`,
  };
}
