import { COLORS, JOIN_METHOD_COLORS } from '../colors.ts';
import { changeColumn, shareColumn } from '../columns.ts';
import type { Row } from '../dashboard-file.ts';
import { changeInAWeek, dailyTotal, ofTheLargest, shareOfAll, total } from '../queries.ts';
import { table } from '../table-panel.ts';
import { dailyPanel } from '../time-panel.ts';

const BY_METHOD = 'webex_meeting_participants_by_join_method';
const BY_ROLE = 'webex_meeting_participants_by_role';
const methods = total(BY_METHOD, ['join_method']);

/** How and as what people join. */
export const JOINS: Row = {
  title: 'Ways of joining',
  panels: [
    dailyPanel({
      title: 'Join methods',
      description:
        'Share of each way of joining, as Webex names them, of all joins; the twelve most frequent ones.',
      unit: 'short',
      width: 10,
      height: 10,
      stacking: 'percent',
      colors: JOIN_METHOD_COLORS,
      series: [
        {
          query: ofTheLargest(12, dailyTotal(BY_METHOD, ['join_method']), BY_METHOD, ['join_method']),
          legend: '{{join_method}}',
          shadesOf: 'text',
          style: 'bars',
        },
      ],
    }),
    table({
      title: 'Join methods now',
      description:
        'Joins on the newest day or window, their share, and their change against the one a week before.',
      width: 8,
      height: 10,
      keys: { join_method: 'Join method' },
      columns: [
        { name: 'Joins', query: methods, unit: 'locale', width: 75 },
        { ...shareColumn(shareOfAll(methods)), width: 140 },
        changeColumn(changeInAWeek(BY_METHOD, ['join_method']), 140, 'Against last week'),
      ],
    }),
    dailyPanel({
      title: 'Roles',
      description: 'Share of hosts and attendees of all joins, as Webex names the roles.',
      unit: 'short',
      width: 6,
      height: 10,
      stacking: 'percent',
      colors: { host: COLORS.hosts, attendee: 'light-purple' },
      series: [{ query: dailyTotal(BY_ROLE, ['role']), legend: '{{role}}', style: 'bars' }],
    }),
  ],
};
