import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { liveTotal } from '../live-queries.ts';
import { shareOfAll } from '../queries.ts';
import { table } from '../table-panel.ts';
import { worldMap } from '../world-map-panel.ts';

const LABELS = ['country', 'country_code'];
const participants = liveTotal('webex_live_participants_by_country', LABELS);

/** Where people meet from at this moment. */
export const PLACES: Row = {
  title: 'Countries',
  panels: [
    worldMap({
      title: 'Participants by country now',
      description:
        'Participants of the meetings that run. Countries whose name is not known are in the table only.',
      query: liveTotal('webex_live_participants_by_country', ['country_code']),
      valueName: 'Participants',
      unit: 'locale',
      width: 13,
      height: 12,
    }),
    table({
      title: 'Countries now',
      description:
        'Participants and meetings of the countries. A meeting with people of several countries may count in each.',
      width: 11,
      height: 12,
      keys: { country: 'Country' },
      hiddenLabels: ['country_code'],
      columns: [
        { name: 'Participants', query: participants, unit: 'locale', width: 110 },
        {
          name: 'Share',
          query: shareOfAll(participants),
          unit: 'percentunit',
          decimals: 1,
          look: { bar: COLORS.participants },
        },
        {
          name: 'Meetings',
          query: liveTotal('webex_live_meetings_by_country', LABELS),
          unit: 'locale',
          width: 110,
        },
      ],
    }),
  ],
};
