import { COLORS } from '../colors.ts';
import { changeColumn } from '../columns.ts';
import type { Row } from '../dashboard-file.ts';
import { SITE_LINKS_OF_SERIES, siteLinks } from '../links.ts';
import { daily, ofTheLargest, share, usual } from '../queries.ts';
import { current } from '../selectors.ts';
import { table } from '../table-panel.ts';
import { dailyPanel } from '../time-panel.ts';

const meetings = current('webex_meetings');
const width = 110;

/** Site beside site. */
export const SITES: Row = {
  title: 'Sites',
  isCollapsed: true,
  panels: [
    dailyPanel({
      title: 'Meetings by site',
      description: 'Meetings of the ten largest sites, stacked.',
      unit: 'locale',
      width: 24,
      height: 9,
      stacking: 'values',
      links: SITE_LINKS_OF_SERIES,
      legendCalcs: ['lastNotNull', 'max'],
      series: [
        {
          query: ofTheLargest(10, daily('webex_meetings'), 'webex_meetings', ['site']),
          legend: '{{site}}',
          style: 'bars',
        },
      ],
    }),
    table({
      title: 'All sites',
      description: 'The figures of the newest day or window, and what they cover.',
      width: 24,
      height: 10,
      keys: { site: 'Site' },
      links: { Site: siteLinks() },
      columns: [
        { name: 'Meetings', query: meetings, unit: 'locale', look: { bar: COLORS.meetings } },
        { name: 'Usual', query: usual('webex_meetings'), unit: 'locale', decimals: 0, width },
        changeColumn(`${meetings}\n/\n  (${usual('webex_meetings')} > 0)\n- 1`, 90),
        { name: 'Participants', query: current('webex_meeting_participants'), unit: 'locale', width },
        {
          name: 'Per meeting',
          query: share(current('webex_meeting_participants'), meetings),
          unit: 'short',
          decimals: 1,
          width,
        },
        { name: 'Hosts', query: current('webex_meeting_unique_hosts'), unit: 'locale', width: 90 },
        {
          name: 'Average length',
          query: share(current('webex_meeting_duration_seconds'), meetings),
          unit: 's',
          decimals: 0,
          width: 130,
        },
        {
          name: 'From',
          query: `1000 * ${current('webex_window_start_timestamp_seconds')}`,
          unit: 'time:YYYY-MM-DD',
          width,
        },
        {
          name: 'To',
          query: `1000 * (${current('webex_window_end_timestamp_seconds')} - 1)`,
          unit: 'time:YYYY-MM-DD',
          width,
        },
      ],
    }),
  ],
};
