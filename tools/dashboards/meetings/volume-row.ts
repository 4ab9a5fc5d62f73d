import { COLORS } from '../colors.ts';
import { changeColumn } from '../columns.ts';
import type { Row } from '../dashboard-file.ts';
import { SITE_LINKS_OF_SERIES, siteLinks } from '../links.ts';
import { daily, dailyTotal, dailyUsualTotal, ofTheLargest, usual } from '../queries.ts';
import { current } from '../selectors.ts';
import { table } from '../table-panel.ts';
import { dailyPanel } from '../time-panel.ts';
import { usualBand } from '../usual-band.ts';

const meetings = current('webex_meetings');
const hours = (name: string): string => `${dailyTotal(name)} / 3600`;

const [least, most, median] = usualBand(
  (which) => dailyUsualTotal('webex_meetings', which),
  'Same weekday in four weeks, least to most',
);

/** How much is met. */
export const VOLUME: Row = {
  title: 'Volume',
  panels: [
    dailyPanel({
      title: 'Meetings',
      description:
        'Meetings of all chosen sites, a bar for each UTC day on the day itself (with a data delay of one day), the band and the dashes are of the same weekday in the four weeks before it.',
      unit: 'locale',
      width: 16,
      height: 9,
      series: [
        least,
        most,
        { query: dailyTotal('webex_meetings'), legend: 'Meetings', color: COLORS.meetings, style: 'bars' },
        median,
      ],
    }),
    table({
      title: 'Sites against the usual',
      description:
        'Meetings of the 50 largest sites, and their change against the median of the same weekday in the four weeks before.',
      width: 8,
      height: 9,
      keys: { site: 'Site' },
      links: { Site: siteLinks() },
      columns: [
        {
          name: 'Meetings',
          query: `topk(50, ${meetings})`,
          unit: 'locale',
          look: { bar: COLORS.meetings },
        },
        changeColumn(
          `${meetings}\n/\n  (${usual('webex_meetings')} > 0)\n- 1\nand\n  topk(50, ${meetings})`,
          90,
        ),
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
      links: SITE_LINKS_OF_SERIES,
      description:
        'Distinct people who started a meeting, of the ten largest sites. Hosts are never added up: one person may host on several sites and days.',
      unit: 'locale',
      width: 8,
      height: 8,
      series: [
        {
          query: ofTheLargest(10, daily('webex_meeting_unique_hosts'), 'webex_meetings', ['site']),
          legend: '{{site}}',
        },
      ],
    }),
    dailyPanel({
      title: 'Time in audio',
      description:
        'Hours that participants were connected by VoIP and by telephone, stacked. Meetings themselves are shorter: many take part in each.',
      unit: 'suffix: h',
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
