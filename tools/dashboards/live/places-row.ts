import { shareColumn } from '../columns.ts';
import { countryPanels } from '../country-panels.ts';
import type { Row } from '../dashboard-file.ts';
import { liveTotal } from '../live-queries.ts';
import { shareOfAll } from '../queries.ts';

const LABELS = ['country', 'country_code'];
const participants = liveTotal('webex_live_participants_by_country', LABELS);

/** Where people meet from at this moment. */
export const PLACES: Row = {
  title: 'Countries',
  panels: countryPanels({
    map: {
      title: 'Participants by country now',
      description:
        'Participants of the meetings that run. Countries whose name is not known are in the table only.',
      query: liveTotal('webex_live_participants_by_country', ['country_code']),
    },
    table: {
      title: 'Countries now',
      description:
        'Participants and meetings of the countries. A meeting with people of several countries may count in each.',
      columns: [
        { name: 'Participants', query: participants, unit: 'locale', width: 110 },
        shareColumn(shareOfAll(participants)),
        {
          name: 'Meetings',
          query: liveTotal('webex_live_meetings_by_country', LABELS),
          unit: 'locale',
          width: 110,
        },
      ],
    },
  }),
};
