import type { AlertingRule } from './rule-file.ts';
import { DEFAULT_CHOICES, type Choices } from './thresholds.ts';

const RUNBOOKS = 'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks';

/** An alert, for Prometheus and for Grafana. Names are unique. */
export interface Alert {
  readonly name: string;
  readonly severity: 'critical' | 'warning' | 'info';
  /** Fires for every series it gives; values are never below 0, on which Grafana's rules rely. */
  readonly expr: string;
  /** How long it has to be true; `hold`: as long as a verdict on a day has to stand. */
  readonly for: string;
  /** Static: it groups notifications. */
  readonly summary: string;
  /** Template of Prometheus, which Grafana shares but for the variable of the value, e.g. `$value`. */
  readonly description: (value: string) => string;
  /** Template that is added for Prometheus alone, since Grafana's cannot ask for series. */
  readonly details?: string;
  /** The dashboard's uid. */
  readonly dashboard: 'webex-meetings' | 'webex-exporter' | 'webex-live';
}

export interface Links {
  /** Base URLs; empty: none. */
  readonly grafana: string;
  readonly exporter: string;
}

export function runbookUrl({ name }: Pick<Alert, 'name'>): string {
  return `${RUNBOOKS}/${name}.md`;
}

export function toPrometheusRule(alert: Alert, choices: Choices = DEFAULT_CHOICES): AlertingRule {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: patienceOf(alert, choices),
    labels: { severity: severityOf(alert, choices) },
    annotations: {
      summary: alert.summary,
      description: `${alert.description('$value')}${alert.details ?? ''}`,
      runbook_url: runbookUrl(alert),
      ...toLinks(alert, choices.links),
    },
  };
}

export function patienceOf(alert: Alert, { alerts, hold }: Choices): string {
  return alerts[alert.name]?.for ?? (alert.for === 'hold' ? hold : alert.for);
}

export function severityOf(alert: Alert, { alerts }: Choices): string {
  return alerts[alert.name]?.severity ?? alert.severity;
}

/** Links to the dashboard with the site or account chosen and to the exporter's own page. */
export function toLinks({ dashboard }: Alert, { grafana, exporter }: Links): Record<string, string> {
  const site = '{{ if $labels.site }}&var-site={{ $labels.site | urlquery }}{{ end }}';
  const account = '{{ if $labels.account }}&var-account={{ $labels.account | urlquery }}{{ end }}';
  const query =
    '{{ if $labels.site }}?q={{ $labels.site | urlquery }}{{ else if $labels.account }}?q={{ $labels.account | urlquery }}{{ end }}';
  return {
    ...(grafana === '' ? {} : { dashboard_url: `${grafana}/d/${dashboard}?orgId=1${site}${account}` }),
    ...(exporter === '' ? {} : { exporter_url: `${exporter}/${query}` }),
  };
}
