import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { current, daily, dailyTotal, dailyUsualTotal, ofTheLargest, usual } from '../queries.ts';
import { table } from '../table-panel.ts';
import { dailyPanel } from '../time-panel.ts';
import { CHANGE_COLORS } from './overview-row.ts';

const meetings = current('webex_meetings');
const hours = (name: string): string => `${dailyTotal(name)} / 3600`;

/** How much is met. */
export const VOLUME: Row = {
  title: 'Volume',
  panels: [
    dailyPanel({
      title: 'Meetings',
      description:
        'Meetings of all chosen sites, a bar for each UTC day on the day itself (with a data delay of one day), and the median of the same weekday in the four weeks before it.',
      unit: 'locale',
      width: 16,
      height: 9,
      series: [
        { query: dailyTotal('webex_meetings'), legend: 'Meetings', color: COLORS.meetings, style: 'bars' },
        {
          query: dailyUsualTotal('webex_meetings'),
          legend: 'Usual for the weekday',
          color: COLORS.usual,
          style: 'dashes',
        },
      ],
    }),
    table({
      title: 'Sites against the usual',
      description:
        'Meetings of the 50 largest sites, and their change against the median of the same weekday in the four weeks before.',
      width: 8,
      height: 9,
      keys: { site: 'Site' },
      columns: [
        {
          name: 'Meetings',
          query: `topk(50, ${meetings})`,
          unit: 'locale',
          look: { bar: COLORS.meetings },
        },
        {
          name: 'Change',
          query: `${meetings}\n/\n  (${usual('webex_meetings')} > 0)\n- 1\nand\n  topk(50, ${meetings})`,
          unit: 'percentunit',
          decimals: 0,
          look: { colors: CHANGE_COLORS },
          width: 90,
        },
      ],
    }),
    dailyPanel({
      title: 'Participants',
      description: 'Joins by people and devices, not distinct people, of all chosen sites.',
      unit: 'locale',
      width: 8,
      height: 8,
      series: [
        {
          query: dailyTotal('webex_meeting_participants'),
          legend: 'Participants',
          color: COLORS.participants,
          style: 'bars',
        },
      ],
    }),
    dailyPanel({
      title: 'Hosts by site',
      description:
        'Distinct people who started a meeting, of the eight largest sites. Hosts are never added up: one person may host on several sites and days.',
      unit: 'locale',
      width: 8,
      height: 8,
      series: [
        {
          query: ofTheLargest(8, daily('webex_meeting_unique_hosts'), 'webex_meeting_unique_hosts', ['site']),
          legend: '{{site}}',
        },
      ],
    }),
    dailyPanel({
      title: 'Hours of audio',
      description:
        'Hours that participants were connected by VoIP and by telephone, stacked. Meetings themselves are shorter: many take part in each.',
      unit: 'locale',
      width: 8,
      height: 8,
      stacking: 'values',
      series: [
        {
          query: hours('webex_meeting_voip_duration_seconds'),
          legend: 'VoIP',
          color: COLORS.voip,
          style: 'bars',
        },
        {
          query: hours('webex_meeting_telephone_duration_seconds'),
          legend: 'Telephone',
          color: COLORS.telephone,
          style: 'bars',
        },
      ],
    }),
  ],
};
