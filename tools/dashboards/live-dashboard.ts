import { firingAlerts, starts } from './annotations.ts';
import { renderDashboard } from './dashboard-file.ts';
import { COURSE } from './live/course-row.ts';
import { NOW } from './live/now-row.ts';
import { PLACES } from './live/places-row.ts';
import { QUALITY } from './live/quality-row.ts';
import { LIVE_SITES } from './live/sites-row.ts';
import { accountVariable, exporterVariable, installationVariables, siteVariable } from './variables.ts';

/** For who is on call: what runs at this moment, and whether that is usual. */
export function renderLiveDashboard(): string {
  return renderDashboard({
    uid: 'webex-live',
    title: 'Webex live',
    description:
      'Meetings that run now, against the same time of the week, with their quality and countries.',
    from: 'now-24h',
    refresh: '1m',
    variables: [...installationVariables(), accountVariable(), siteVariable(), exporterVariable()],
    annotations: [firingAlerts('5m'), starts()],
    rows: [NOW, COURSE, QUALITY, PLACES, LIVE_SITES],
  });
}
