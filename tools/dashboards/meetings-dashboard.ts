import { renderDashboard } from './dashboard-file.ts';
import { ADOPTION } from './meetings/adoption-row.ts';
import { COUNTRIES } from './meetings/countries-row.ts';
import { JOINS } from './meetings/joins-row.ts';
import { OVERVIEW } from './meetings/overview-row.ts';
import { SITES } from './meetings/sites-row.ts';
import { VOLUME } from './meetings/volume-row.ts';
import { siteVariable, windowVariable } from './variables.ts';

/** For who owns the service: how much is met, how, and from where. */
export function renderMeetingsDashboard(): string {
  return renderDashboard({
    uid: 'webex-meetings',
    title: 'Webex meetings',
    description:
      'Meetings, participants, adoption, ways of joining and countries of Webex sites, per UTC day.',
    from: 'now-6w',
    refresh: '15m',
    variables: [siteVariable(), windowVariable()],
    rows: [OVERVIEW, VOLUME, ADOPTION, JOINS, COUNTRIES, SITES],
  });
}
