import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { badShare, liveTotal } from '../live-queries.ts';
import { timePanel } from '../time-panel.ts';

const QUALITIES = { good: 'semi-dark-green', bad: COLORS.bad };

/** How well it works for those who meet. */
export const QUALITY: Row = {
  title: 'Quality',
  panels: [
    timePanel({
      title: 'Share of bad quality',
      description:
        'Participants and meetings of bad quality, of all whose quality Webex knows. A meeting counts as bad when Webex says so.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      interval: '5m',
      series: [
        {
          query: badShare('webex_live_participants_by_quality'),
          legend: 'Participants',
          color: COLORS.participants,
        },
        { query: badShare('webex_live_meetings_by_quality'), legend: 'Meetings', color: COLORS.meetings },
      ],
    }),
    timePanel({
      title: 'Participants by quality',
      description: 'Participants of good and of bad quality; those whose quality is not known are left out.',
      unit: 'locale',
      width: 12,
      height: 8,
      interval: '5m',
      stacking: 'values',
      colors: QUALITIES,
      series: [
        { query: liveTotal('webex_live_participants_by_quality', ['quality']), legend: '{{quality}}' },
      ],
    }),
  ],
};
