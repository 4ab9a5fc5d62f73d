import type { AlertingRule } from './rule-file.ts';
import type { Choices } from './thresholds.ts';

const RUNBOOKS = 'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks';

/** An alert, for Prometheus and for Grafana. */
export interface Alert {
  readonly severity: 'critical' | 'warning' | 'info';
  /** Fires for every series it gives; values are never below 0, on which Grafana's rules rely. */
  readonly expr: string;
  /** How long it has to be true; default: as long as a verdict on a day has to stand. */
  readonly for?: string;
  /** Static: it groups notifications. */
  readonly summary: string;
  /** Template of Prometheus. */
  readonly description: string;
  /** Template that is added for Prometheus alone, since Grafana's cannot ask for series. */
  readonly details?: string;
}

/** Alerts on one matter. */
export interface AlertGroup {
  readonly name: string;
  /** The dashboard's uid that they lead to. */
  readonly dashboard: 'webex-meetings' | 'webex-exporter' | 'webex-live';
  /** By name, which no other group has. */
  readonly alerts: Readonly<Record<string, Alert>>;
}

/** The alerts of a group that are not disabled, with patience, severity and links as chosen. */
export function toAlertingRules(
  { dashboard, alerts }: AlertGroup,
  choices: Choices,
  { hasDetails }: { readonly hasDetails: boolean },
): AlertingRule[] {
  const { disabledAlerts, hold, links } = choices;
  return Object.entries(alerts)
    .filter(([name]) => !disabledAlerts.includes(name))
    .map(([name, alert]) => {
      const { expr, summary, description, details = '' } = alert;
      const chosen = choices.alerts[name];
      return {
        alert: name,
        expr,
        for: chosen?.for ?? alert.for ?? hold,
        labels: { severity: chosen?.severity ?? alert.severity },
        annotations: {
          summary,
          description: hasDetails ? `${description}${details}` : description,
          runbook_url: `${RUNBOOKS}/${name}.md`,
          ...toLinks(dashboard, links),
        },
      };
    });
}

/** Links to the dashboard with the site or account chosen and to the exporter's own page. */
function toLinks(
  dashboard: AlertGroup['dashboard'],
  { grafana, exporter }: Choices['links'],
): Record<string, string> {
  const site = '{{ if $labels.site }}&var-site={{ $labels.site | urlquery }}{{ end }}';
  const account = '{{ if $labels.account }}&var-account={{ $labels.account | urlquery }}{{ end }}';
  const query =
    '{{ if $labels.site }}?q={{ $labels.site | urlquery }}{{ else if $labels.account }}?q={{ $labels.account | urlquery }}{{ end }}';
  return {
    ...(grafana === '' ? {} : { dashboard_url: `${grafana}/d/${dashboard}?orgId=1${site}${account}` }),
    ...(exporter === '' ? {} : { exporter_url: `${exporter}/${query}` }),
  };
}
