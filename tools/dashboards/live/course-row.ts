import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { liveTotal, liveUsualTotal } from '../live-queries.ts';
import { timePanel, type TimeOptions, type TimeSeries } from '../time-panel.ts';
import { usualBand } from '../usual-band.ts';

/** A figure over time, on its usual. */
function againstTheUsual(name: string, legend: string, color: string): readonly TimeSeries[] {
  const band = usualBand((which) => liveUsualTotal(name, which), 'Same time in four weeks, least to most');
  return [...band, { query: liveTotal(name), legend, color }];
}

export const MEETINGS_COURSE: TimeOptions = {
  title: 'Meetings now, against the same time of the week',
  description:
    'Meetings that run at each moment; the band and the dashes are of the same time of the week in the four weeks before.',
  unit: 'locale',
  width: 14,
  height: 10,
  interval: '1m',
  series: againstTheUsual('webex_live_meetings', 'Meetings', COLORS.meetings),
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
      series: againstTheUsual('webex_live_participants', 'Participants', COLORS.participants),
    }),
  ],
};
