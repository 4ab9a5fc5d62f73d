import { renderAlerts } from '../src/rules/alerts.ts';
import { renderHolidays } from '../src/rules/holidays.ts';
import { renderRecordingRules } from '../src/rules/recording-rules.ts';
import type { GeneratedFile } from './generate.ts';
import { renderGrafanaAlerts } from '../src/rules/grafana-alerts.ts';
import { renderExporterDashboard } from './dashboards/exporter-dashboard.ts';
import { renderLiveDashboard } from './dashboards/live-dashboard.ts';
import { renderMeetingsDashboard } from './dashboards/meetings-dashboard.ts';

/** Dashboards, rules and Grafana's alerts as files. */
export const OBSERVABILITY_FILES: readonly GeneratedFile[] = [
  { path: 'deploy/prometheus/holidays.yaml', render: renderHolidays },
  { path: 'deploy/prometheus/recording-rules.yaml', render: renderRecordingRules },
  { path: 'deploy/prometheus/alerts.yaml', render: renderAlerts },
  { path: 'grafana/dashboards/webex-meetings.json', render: renderMeetingsDashboard },
  { path: 'grafana/dashboards/webex-exporter.json', render: renderExporterDashboard },
  { path: 'grafana/dashboards/webex-live.json', render: renderLiveDashboard },
  { path: 'grafana/alerting/rules.yaml', render: renderGrafanaAlerts },
];
