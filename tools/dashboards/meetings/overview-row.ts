import { metric } from '../../../src/rules/metric.ts';
import { DEFAULT_THRESHOLDS as THRESHOLDS } from '../../../src/rules/thresholds.ts';
import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { current, total, usual } from '../queries.ts';
import { stat } from '../stat-panel.ts';
import type { Steps } from '../steps.ts';

/** Colours of a change against the usual: unremarkable in the middle. */
export const CHANGE_COLORS: Steps = [
  COLORS.bad,
  [-THRESHOLDS.dropRatio, COLORS.usual],
  [THRESHOLDS.surgeRatio, COLORS.notable],
];

const end = current('webex_window_end_timestamp_seconds');
const meetings = current('webex_meetings');
const usualMeetings = usual('webex_meetings');

/** How things stand, in one line. */
export const OVERVIEW: Row = {
  panels: [
    stat({
      title: 'Figures up to',
      description:
        'The newest UTC day that the figures cover, of the site that is furthest behind. Webex gives a day on the next one.',
      // The window ends with the first instant of the day after its last one.
      query: `1000 * (min(${end}) - 1)`,
      unit: 'time:ddd D MMM',
      color: COLORS.usual,
      width: 3,
      height: 4,
    }),
    stat({
      title: 'Meetings',
      description: 'Meetings of all chosen sites on the newest day or window.',
      query: total('webex_meetings'),
      unit: 'locale',
      decimals: 0,
      color: COLORS.meetings,
      width: 4,
      height: 4,
    }),
    stat({
      title: 'Against the usual',
      description:
        'Meetings of the sites with some history against the median of the same weekday in the four weeks before. A dash: no history yet.',
      query: `sum(${meetings} and on (site) ${usualMeetings})
/
  (sum(${usualMeetings}) > 0)
- 1`,
      unit: 'percentunit',
      decimals: 0,
      color: CHANGE_COLORS,
      width: 3,
      height: 4,
    }),
    stat({
      title: 'Participants',
      description: 'Joins by people and devices, not distinct people.',
      query: total('webex_meeting_participants'),
      unit: 'locale',
      decimals: 0,
      color: COLORS.participants,
      width: 4,
      height: 4,
    }),
    stat({
      title: 'Hours in meetings',
      description: 'Length of all meetings together, each counted once however many took part.',
      query: `${total('webex_meeting_duration_seconds')} / 3600`,
      unit: 'locale',
      decimals: 0,
      color: COLORS.hours,
      width: 4,
      height: 4,
    }),
    stat({
      title: 'Newest answer',
      description: 'Age of the last good answer of Webex, of the site that has waited longest.',
      query: `time() - min(${current('webex_poll_last_success_timestamp_seconds')})`,
      unit: 's',
      decimals: 1,
      color: [COLORS.good, [4 * 3600, COLORS.notable], [16 * 3600, COLORS.bad]],
      width: 3,
      height: 4,
    }),
    stat({
      title: 'Failing sites',
      description: 'Sites whose newest poll failed; their last good figures are still shown.',
      query: `count(min by (site) (${metric('webex_poll_success')}{site=~"$site",window="$window"}) == 0) or vector(0)`,
      unit: 'short',
      decimals: 0,
      color: [COLORS.good, [1, COLORS.bad]],
      width: 3,
      height: 4,
    }),
  ],
};
