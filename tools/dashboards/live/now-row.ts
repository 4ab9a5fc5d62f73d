import { CHANGE_COLORS, COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { badShare, liveTotal, liveUsualTotal } from '../live-queries.ts';
import { maxBy, ofPolls } from '../selectors.ts';
import { stat, type StatOptions } from '../stat-panel.ts';
import type { Steps } from '../steps.ts';

const size = { width: 4, height: 4 } as const;
const usual = liveUsualTotal('webex_live_meetings', 'median');

/** Colours of the share of bad quality. */
export const QUALITY_COLORS: Steps = [COLORS.good, [0.05, COLORS.notable], [0.15, COLORS.bad]];

const MEETINGS_NOW: StatOptions = {
  ...size,
  title: 'Meetings now',
  description: 'Meetings that run now, of all chosen accounts and sites.',
  query: liveTotal('webex_live_meetings'),
  unit: 'locale',
  decimals: 0,
  color: COLORS.meetings,
};

const AGAINST_THE_USUAL: StatOptions = {
  ...size,
  title: 'Against the usual',
  description:
    'Meetings that run now against the median at the same time of the week in the four weeks before. A dash: no history yet.',
  query: `${liveTotal('webex_live_meetings')}\n/\n  (${usual} > 0)\n- 1`,
  unit: 'percentunit',
  decimals: 0,
  color: CHANGE_COLORS,
};

const PARTICIPANTS_NOW: StatOptions = {
  ...size,
  title: 'Participants now',
  description: 'Participants of the meetings that run now.',
  query: liveTotal('webex_live_participants'),
  unit: 'locale',
  decimals: 0,
  color: COLORS.participants,
};

const BAD_QUALITY: StatOptions = {
  ...size,
  title: 'Bad quality',
  description: 'Share of the participants with bad quality, of those whose quality Webex knows.',
  query: badShare('webex_live_participants_by_quality'),
  unit: 'percentunit',
  decimals: 1,
  color: QUALITY_COLORS,
};

/** What a reader of another dashboard wants to know of live meetings. */
export const LIVE_TILES: readonly StatOptions[] = [
  MEETINGS_NOW,
  AGAINST_THE_USUAL,
  PARTICIPANTS_NOW,
  BAD_QUALITY,
];

const TILES: readonly StatOptions[] = [
  MEETINGS_NOW,
  {
    ...size,
    title: 'Usual at this time',
    description: 'Median of the meetings at the same time of the week in the four weeks before.',
    query: usual,
    unit: 'locale',
    decimals: 0,
    color: COLORS.usual,
  },
  AGAINST_THE_USUAL,
  PARTICIPANTS_NOW,
  BAD_QUALITY,
  {
    ...size,
    title: 'Newest answer',
    description:
      'Age of the last good answer about live meetings, of the account or site that has waited longest.',
    query: `time() - min(${maxBy(['account', 'site'], `webex_poll_last_success_timestamp_seconds${ofPolls('live')}`)})`,
    unit: 's',
    decimals: 0,
    color: [COLORS.good, [180, COLORS.notable], [600, COLORS.bad]],
  },
];

/** How things stand, in one line. */
export const NOW: Row = { panels: TILES.map((tile) => stat(tile)) };
