import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { GeneratedFile } from './generate.ts';
import { renderValues } from './chart-values.ts';
import { replaceSection } from './readme-tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const chart = 'deploy/helm/webex-exporter';
const ruleFile = z.object({ groups: z.array(z.looseObject({})) });

/** What the chart takes from elsewhere in the project: Helm reads no file outside a chart's folder. */
export const CHART_FILES: readonly GeneratedFile[] = [
  {
    path: `${chart}/README.md`,
    render: (present) => replaceSection(present, 'values', renderValues(readText(`${chart}/values.yaml`))),
  },
  { path: 'deploy/kubernetes/prometheus-rule.yaml', render: renderPrometheusRule },
  ...copies('deploy/prometheus', '.yaml', `${chart}/files/prometheus`),
  ...copies('grafana/dashboards', '.json', `${chart}/files/dashboards`),
];

/** The project's rules for people with the Prometheus operator and without Helm. */
function renderPrometheusRule(): string {
  const groups = listFiles('deploy/prometheus', '.yaml').flatMap(
    (path) => ruleFile.parse(parse(readText(path))).groups,
  );
  const manifest = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'webex-exporter', labels: { 'app.kubernetes.io/name': 'webex-exporter' } },
    spec: { groups },
  };
  return `# Made from deploy/prometheus by \`npm run generate\`.\n${stringify(manifest, { lineWidth: 0 })}`;
}

function copies(from: string, extension: string, to: string): GeneratedFile[] {
  return listFiles(from, extension).map((path) => ({
    path: `${to}/${basename(path)}`,
    render: () => readText(path),
  }));
}

function listFiles(folder: string, extension: string): string[] {
  return readdirSync(`${root}${folder}`)
    .sort()
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}/${name}`);
}

function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}
