import { renderDashboard } from './dashboard-file.ts';
import { HEALTH } from './exporter/health-row.ts';
import { POLLS } from './exporter/polls-row.ts';
import { PROCESS } from './exporter/process-row.ts';
import { REQUESTS_TO_WEBEX } from './exporter/requests-row.ts';
import { TOKENS } from './exporter/tokens-row.ts';
import { budgetVariable, siteVariable } from './variables.ts';

/** For who runs the exporter: polls, requests, tokens and the process. */
export function renderExporterDashboard(): string {
  return renderDashboard({
    uid: 'webex-exporter',
    title: 'Webex exporter',
    description:
      'How the webex-exporter fares: polls and their outcomes, freshness, requests to Webex, tokens, memory.',
    from: 'now-1w',
    refresh: '1m',
    variables: [siteVariable(), budgetVariable()],
    rows: [HEALTH, POLLS, REQUESTS_TO_WEBEX, TOKENS, PROCESS],
  });
}
