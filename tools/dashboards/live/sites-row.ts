import { COLORS } from '../colors.ts';
import { changeColumn } from '../columns.ts';
import type { Row } from '../dashboard-file.ts';
import { siteLinks } from '../links.ts';
import { badShare, live, liveUsual } from '../live-queries.ts';
import { table } from '../table-panel.ts';
import { timePanel } from '../time-panel.ts';
import { QUALITY_COLORS } from './now-row.ts';

const meetings = live('webex_live_meetings');
const usual = liveUsual('webex_live_meetings');

/** Site beside site, where the exporter asks site by site; account beside account where it does not. */
export const LIVE_SITES: Row = {
  title: 'Accounts and sites',
  panels: [
    timePanel({
      title: 'Meetings by account and site',
      description:
        'Meetings that run, of the ten largest sites. With WEBEX_LIVE=account Webex is asked for whole accounts, and there is one line for each.',
      unit: 'locale',
      width: 10,
      height: 9,
      interval: '5m',
      stacking: 'values',
      series: [
        {
          query: `${meetings}\nand on (account, site)\n  topk(10, ${live('webex_live_meetings', [], ' @ end()')})`,
          legend: '{{account}} {{site}}',
        },
      ],
    }),
    table({
      title: 'Accounts and sites now',
      description:
        'What runs now, and its change against the median at the same time of the week in the four weeks before.',
      width: 14,
      height: 9,
      keys: { account: 'Account', site: 'Site' },
      keyWidths: { Account: 110, Site: 200 },
      links: { Site: siteLinks() },
      columns: [
        { name: 'Meetings', query: meetings, unit: 'locale', look: { bar: COLORS.meetings } },
        { name: 'Usual', query: usual, unit: 'locale', decimals: 0, width: 80 },
        changeColumn(`${meetings}\n/\n  (${usual} > 0)\n- 1`, 80),
        { name: 'Participants', query: live('webex_live_participants'), unit: 'locale', width: 110 },
        {
          name: 'Bad quality',
          query: badShare('webex_live_participants_by_quality', ['account', 'site']),
          unit: 'percentunit',
          decimals: 1,
          look: { colors: QUALITY_COLORS },
          width: 100,
        },
      ],
    }),
  ],
};
