import { stringify } from 'yaml';
import { renderGrafanaAlerts } from './grafana-alerts.ts';
import { renderRuleFile, YAML_1_1, type RuleGroup } from './rule-file.ts';
import { RULE_FILE_HEADS, toRuleFiles, type RuleFileName } from './rule-set.ts';
import type { Choices } from './thresholds.ts';

interface RenderOptions {
  /** A rule file, a PrometheusRule, or alerts that Grafana evaluates itself. */
  readonly format: 'prometheus' | 'operator' | 'grafana';
  readonly origin: string;
  /** Of Grafana's alerts: a uid. */
  readonly datasource: string;
}

/** One file of the rules, with its comments. */
export function renderOneFile(name: RuleFileName, choices: Choices, origin: string): string {
  return renderRuleFile(`${origin}\n${RULE_FILE_HEADS[name]}`, toRuleFiles(choices)[name]);
}

/** All rules as one document. */
export function renderRules(choices: Choices, { format, origin, datasource }: RenderOptions): string {
  if (format === 'grafana') return renderGrafanaAlerts(choices, { origin, datasource });
  const groups = Object.values(toRuleFiles(choices)).flat();
  return format === 'prometheus' ? renderRuleFile(origin, groups) : renderManifest(groups, origin);
}

function renderManifest(groups: readonly RuleGroup[], origin: string): string {
  const manifest = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'webex-exporter', labels: { 'app.kubernetes.io/name': 'webex-exporter' } },
    spec: { groups: groups.map(({ rules, ...group }) => ({ ...group, rules: rules.map(withoutComment) })) },
  };
  return `# ${origin}\n${stringify(manifest, { ...YAML_1_1, lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function withoutComment(rule: object): object {
  return Object.fromEntries(Object.entries(rule).filter(([key]) => key !== 'comment'));
}
