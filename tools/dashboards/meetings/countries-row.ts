import { changeColumn, shareColumn } from '../columns.ts';
import { countryPanels } from '../country-panels.ts';
import type { Row } from '../dashboard-file.ts';
import { changeInAWeek, shareOfAll, total } from '../queries.ts';

const BY_COUNTRY = 'webex_meeting_participants_by_country';
const LABELS = ['country', 'country_code'];
const joins = total(BY_COUNTRY, LABELS);

/** Where people join from. */
export const COUNTRIES: Row = {
  title: 'Countries',
  panels: countryPanels({
    map: {
      title: 'Participants by country',
      description:
        'Joins on the newest day or window. Countries whose name is not known are in the table only.',
      query: total(BY_COUNTRY, ['country_code']),
    },
    table: {
      title: 'Countries',
      description:
        'Joins on the newest day or window, their share, and their change against the one a week before.',
      columns: [
        { name: 'Joins', query: joins, unit: 'locale', width: 90 },
        shareColumn(shareOfAll(joins)),
        changeColumn(changeInAWeek(BY_COUNTRY, LABELS), 150, 'Against last week'),
      ],
    },
  }),
};
