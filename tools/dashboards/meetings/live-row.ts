import type { Row } from '../dashboard-file.ts';
import { MEETINGS_COURSE } from '../live/course-row.ts';
import { LIVE_TILES } from '../live/now-row.ts';
import { stat } from '../stat-panel.ts';
import { timePanel } from '../time-panel.ts';

/** What runs at this moment. Closed at first: without live data it has nothing to show. */
export const LIVE: Row = {
  title: 'Live now (with WEBEX_LIVE)',
  isCollapsed: true,
  panels: [
    ...LIVE_TILES.map((tile) => stat({ ...tile, width: 6 })),
    timePanel({ ...MEETINGS_COURSE, width: 24, timeFrom: '24h' }),
  ],
};
