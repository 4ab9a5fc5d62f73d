import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { changeInAWeek, shareOfAll, total } from '../queries.ts';
import { table } from '../table-panel.ts';
import { CHANGE_COLORS } from './overview-row.ts';
import { worldMap } from '../world-map-panel.ts';

const BY_COUNTRY = 'webex_meeting_participants_by_country';
const countries = total(BY_COUNTRY, ['country', 'country_code']);

/** Where people join from. */
export const COUNTRIES: Row = {
  title: 'Countries',
  panels: [
    worldMap({
      title: 'Participants by country',
      description:
        'Joins on the newest day or window. Countries whose name is not known are in the table only.',
      query: total(BY_COUNTRY, ['country_code']),
      valueName: 'Participants',
      unit: 'locale',
      width: 13,
      height: 12,
    }),
    table({
      title: 'Countries',
      description:
        'Joins on the newest day or window, their share, and their change against the one a week before.',
      width: 11,
      height: 12,
      keys: { country: 'Country' },
      hiddenLabels: ['country_code'],
      columns: [
        { name: 'Joins', query: countries, unit: 'locale', width: 90 },
        {
          name: 'Share',
          query: shareOfAll(countries),
          unit: 'percentunit',
          decimals: 1,
          look: { bar: COLORS.participants },
        },
        {
          name: 'Against last week',
          query: changeInAWeek(BY_COUNTRY, ['country', 'country_code']),
          unit: 'percentunit',
          decimals: 0,
          look: { colors: CHANGE_COLORS },
          width: 150,
        },
      ],
    }),
  ],
};
