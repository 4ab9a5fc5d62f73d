import { firingAlerts, starts } from './annotations.ts';
import { renderDashboard } from './dashboard-file.ts';
import { ALERTS_AND_EXPORTERS } from './exporter/alerts-row.ts';
import { HEALTH } from './exporter/health-row.ts';
import { LIVE_POLLS } from './exporter/live-polls-row.ts';
import { POLLS } from './exporter/polls-row.ts';
import { PROCESS } from './exporter/process-row.ts';
import { REQUESTS_TO_WEBEX } from './exporter/requests-row.ts';
import { TOKENS } from './exporter/tokens-row.ts';
import { accountVariable, exporterVariable, installationVariables, siteVariable } from './variables.ts';

/** For who runs the exporter: polls, requests, tokens and the process. */
export function renderExporterDashboard(): string {
  return renderDashboard({
    uid: 'webex-exporter',
    title: 'Webex exporter',
    description:
      'How the webex-exporter fares: polls and their outcomes, freshness, requests to Webex, tokens, memory.',
    from: 'now-1w',
    refresh: '1m',
    variables: [...installationVariables(), accountVariable(), siteVariable(), exporterVariable()],
    annotations: [firingAlerts('5m'), starts()],
    rows: [HEALTH, ALERTS_AND_EXPORTERS, POLLS, REQUESTS_TO_WEBEX, TOKENS, LIVE_POLLS, PROCESS],
  });
}
