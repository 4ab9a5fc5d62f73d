import { firingAlerts, quietDays, starts } from './annotations.ts';
import { renderDashboard } from './dashboard-file.ts';
import { ADOPTION } from './meetings/adoption-row.ts';
import { COUNTRIES } from './meetings/countries-row.ts';
import { JOINS } from './meetings/joins-row.ts';
import { JUDGEMENT } from './meetings/judgement-row.ts';
import { LIVE } from './meetings/live-row.ts';
import { OVERVIEW } from './meetings/overview-row.ts';
import { SITES } from './meetings/sites-row.ts';
import { VOLUME } from './meetings/volume-row.ts';
import {
  accountVariable,
  exporterVariable,
  installationVariables,
  siteVariable,
  windowVariable,
} from './variables.ts';

/** For who owns the service: how much is met, how, and from where. */
export function renderMeetingsDashboard(): string {
  return renderDashboard({
    uid: 'webex-meetings',
    title: 'Webex meetings',
    description:
      'Meetings, participants, adoption, ways of joining and countries of Webex sites, per UTC day.',
    from: 'now-6w',
    refresh: '15m',
    variables: [
      ...installationVariables(),
      accountVariable(),
      siteVariable(),
      windowVariable(),
      exporterVariable(),
    ],
    annotations: [firingAlerts('1h'), quietDays(), starts()],
    rows: [OVERVIEW, LIVE, VOLUME, ADOPTION, JOINS, COUNTRIES, SITES, JUDGEMENT],
  });
}
