import { renderAlerts } from '../deploy/prometheus/alerts.ts';
import { renderHolidays } from '../deploy/prometheus/holidays.ts';
import { renderRecordingRules } from '../deploy/prometheus/recording-rules.ts';
import type { GeneratedFile } from '../docs/generate.ts';
import { renderGrafanaAlerts } from './alert-rules.ts';
import { renderExporterDashboard } from './exporter-dashboard.ts';
import { renderMeetingsDashboard } from './meetings-dashboard.ts';

/** Dashboards, rules and Grafana's alerts as files. */
export const OBSERVABILITY_FILES: readonly GeneratedFile[] = [
  { path: 'deploy/prometheus/holidays.yaml', render: renderHolidays },
  { path: 'deploy/prometheus/recording-rules.yaml', render: renderRecordingRules },
  { path: 'deploy/prometheus/alerts.yaml', render: renderAlerts },
  { path: 'grafana/dashboards/webex-meetings.json', render: renderMeetingsDashboard },
  { path: 'grafana/dashboards/webex-exporter.json', render: renderExporterDashboard },
  { path: 'grafana/alerting/rules.yaml', render: renderGrafanaAlerts },
];
