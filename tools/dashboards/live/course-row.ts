import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { liveTotal, liveUsualTotal } from '../live-queries.ts';
import { timePanel, type TimeOptions } from '../time-panel.ts';
import { onUsualBand } from '../usual-band.ts';

const BAND = 'Same time in four weeks, least to most';

export const MEETINGS_COURSE: TimeOptions = {
  title: 'Meetings now, against the same time of the week',
  description:
    'Meetings that run at each moment; the band and the dashes are of the same time of the week in the four weeks before.',
  unit: 'locale',
  width: 14,
  height: 10,
  interval: '1m',
  series: onUsualBand((which) => liveUsualTotal('webex_live_meetings', which), BAND, {
    query: liveTotal('webex_live_meetings'),
    legend: 'Meetings',
    color: COLORS.meetings,
  }),
};

/** The day so far, on what it usually is like. */
export const COURSE: Row = {
  title: 'Against the same time of the week',
  panels: [
    timePanel(MEETINGS_COURSE),
    timePanel({
      title: 'Participants now, against the same time of the week',
      description: 'The same of the participants of the meetings that run.',
      unit: 'locale',
      width: 10,
      height: 10,
      interval: '1m',
      series: onUsualBand((which) => liveUsualTotal('webex_live_participants', which), BAND, {
        query: liveTotal('webex_live_participants'),
        legend: 'Participants',
        color: COLORS.participants,
      }),
    }),
  ],
};
