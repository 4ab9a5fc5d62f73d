import { stringify } from 'yaml';
import { toAlertingRules } from './alert.ts';
import { YAML_1_1, type AlertingRule } from './rule-file.ts';
import { ALERT_GROUPS } from './rule-set.ts';
import type { Choices } from './thresholds.ts';

const HEADER = `The same alerts as the Prometheus rules, evaluated by Grafana: use one of the two, not both. Their recording rules
(thresholds.yaml, holidays.yaml, recording-rules.yaml) have to run in Prometheus all the same.`;

/** What Grafana reads alerts from: a uid, or a variable of Grafana's environment such as `$WEBEX_DATASOURCE_UID`. */
interface GrafanaOptions {
  readonly datasource: string;
  readonly origin: string;
}

/** All alerts as rules that Grafana itself evaluates, in its file format for provisioning. */
export function renderGrafanaAlerts(choices: Choices, { datasource, origin }: GrafanaOptions): string {
  const groups = ALERT_GROUPS.map((group) => ({
    orgId: 1,
    name: group.name,
    folder: 'Webex',
    interval: '1m',
    rules: toAlertingRules(group, choices, { hasDetails: false }).map((rule) => toRule(rule, datasource)),
  }));
  const head = `${origin}\n${HEADER}`.replaceAll(/^/gm, '# ');
  return `${head}\n${stringify({ apiVersion: 1, groups }, { ...YAML_1_1, lineWidth: 0, blockQuote: 'literal' })}`;
}

function toRule(
  { alert, expr, for: patience, labels, annotations }: AlertingRule,
  datasource: string,
): object {
  return {
    uid: alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(),
    title: alert,
    condition: 'B',
    for: patience,
    // A site without history, or on a quiet day, has no series: that is no alarm.
    noDataState: 'OK',
    execErrState: 'Error',
    labels,
    annotations: toGrafanaTemplates(annotations),
    data: [
      {
        refId: 'A',
        datasourceUid: datasource,
        relativeTimeRange: { from: 600, to: 0 },
        model: { refId: 'A', expr, instant: true, range: false, intervalMs: 60_000, maxDataPoints: 100 },
      },
      {
        refId: 'B',
        datasourceUid: '__expr__',
        relativeTimeRange: { from: 0, to: 0 },
        model: {
          refId: 'B',
          type: 'threshold',
          expression: 'A',
          datasource: { type: '__expr__', uid: '__expr__' },
          // The expression gives only what is wrong, and no value is below 0.
          conditions: [{ evaluator: { type: 'gt', params: [-1] } }],
        },
      },
    ],
  };
}

/** Without "$": Grafana takes it in provisioned files for a variable of its environment. */
function toGrafanaTemplates(annotations: AlertingRule['annotations']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, text]) => [
      name,
      text.replaceAll('$labels.', '.Labels.').replaceAll('$value', '.Values.A.Value'),
    ]),
  );
}
