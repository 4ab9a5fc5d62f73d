import type { AlertingRule } from './rule-file.ts';

const RUNBOOKS = 'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks';

/** An alert, for Prometheus and for Grafana. */
export interface Alert {
  readonly name: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly condition: Condition;
  /** How long it has to be true. */
  readonly for: string;
  /** Static: it groups notifications. */
  readonly summary: string;
  /** Template of Prometheus, which Grafana shares but for the variable of the value, e.g. `$value`. */
  readonly description: (value: string) => string;
}

/** Fires for every series of `series` that lies beyond the threshold. */
export interface Condition {
  readonly series: string;
  readonly comparator: '<' | '>';
  readonly threshold: number;
}

export function runbookUrl({ name }: Alert): string {
  return `${RUNBOOKS}/${name}.md`;
}

export function toPrometheusRule(alert: Alert): AlertingRule {
  const { series, comparator, threshold } = alert.condition;
  return {
    alert: alert.name,
    expr: `${series}\n${comparator} ${threshold}`,
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description('$value'),
      runbook_url: runbookUrl(alert),
    },
  };
}
