import { AGE_COLORS, CHANGE_COLORS, COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { total, usual } from '../queries.ts';
import { RECORDED } from '../../../src/rules/series.ts';
import { current, OF_WINDOW, ofRecorded } from '../selectors.ts';
import { stat } from '../stat-panel.ts';
import { REMARKABLE } from '../thresholds.ts';

const end = current('webex_window_end_timestamp_seconds');
const meetings = current('webex_meetings');
const usualMeetings = usual('webex_meetings');

/** Sites for which a drop that is remarkable is one of enough meetings. */
const leastUsual = Math.ceil(REMARKABLE.minMeetings / REMARKABLE.dropRatio);

/** The unremarkable ratios to the usual are within a reach of their middle. */
const MIDDLE = 1 + (REMARKABLE.surgeRatio - REMARKABLE.dropRatio) / 2;
const REACH = (REMARKABLE.surgeRatio + REMARKABLE.dropRatio) / 2;
const size = { width: 3, height: 4 } as const;

/** How things stand, in one line. */
export const OVERVIEW: Row = {
  panels: [
    stat({
      ...size,
      title: 'Figures up to',
      description:
        'The newest UTC day that the figures cover, of the site that is furthest behind. Webex gives a day on the next one.',
      // The window ends with the first instant of the day after its last one.
      query: `1000 * (min(${end}) - 1)`,
      unit: 'time:ddd D MMM',
      color: COLORS.usual,
    }),
    stat({
      ...size,
      title: 'Meetings',
      description: 'Meetings of all chosen sites on the newest day or window.',
      query: total('webex_meetings'),
      unit: 'locale',
      decimals: 0,
      color: COLORS.meetings,
    }),
    stat({
      ...size,
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
    }),
    stat({
      ...size,
      title: 'Sites off the usual',
      description: `Sites of at least ${leastUsual} meetings a day with ${percent(REMARKABLE.dropRatio)} fewer, or ${percent(REMARKABLE.surgeRatio)} more, than usual. Those on a holiday that the recording rules know are left out.`,
      query: `count(
  abs(${meetings} / (${usualMeetings} >= ${leastUsual}) - ${MIDDLE}) > ${REACH}
  unless on (site) ${RECORDED.quietDay}${ofRecorded('weeks_ago="0"')}
) or vector(0)`,
      unit: 'short',
      decimals: 0,
      color: [COLORS.good, [1, COLORS.bad]],
    }),
    stat({
      ...size,
      title: 'Participants',
      description: 'Joins by people and devices, not distinct people.',
      query: total('webex_meeting_participants'),
      unit: 'locale',
      decimals: 0,
      color: COLORS.participants,
    }),
    stat({
      ...size,
      title: 'Time in meetings',
      description: 'Length of all meetings together in hours, each counted once however many took part.',
      query: `${total('webex_meeting_duration_seconds')} / 3600`,
      unit: 'suffix: h',
      decimals: 0,
      color: COLORS.hours,
    }),
    stat({
      ...size,
      title: 'Newest answer',
      description: 'Age of the last good answer of Webex, of the site that has waited longest.',
      query: `time() - min(${current('webex_poll_last_success_timestamp_seconds')})`,
      unit: 's',
      decimals: 1,
      color: AGE_COLORS,
    }),
    stat({
      ...size,
      title: 'Failing sites',
      description: 'Sites whose newest poll failed; their last good figures are still shown.',
      query: `count(min by (site) (webex_poll_success${OF_WINDOW}) == 0) or vector(0)`,
      unit: 'short',
      decimals: 0,
      color: [COLORS.good, [1, COLORS.bad]],
    }),
  ],
};

function percent(ratio: number): string {
  return `${Math.round(100 * ratio)} %`;
}
