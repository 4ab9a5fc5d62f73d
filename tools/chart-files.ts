import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedFile } from './generate.ts';
import { renderValues } from './chart-values.ts';
import { replaceSection } from './readme-tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const chart = 'deploy/helm/webex-exporter';

/** What the chart takes from elsewhere in the project: Helm reads no file outside a chart's folder. */
export const CHART_FILES: readonly GeneratedFile[] = [
  {
    path: `${chart}/README.md`,
    render: (present) => replaceSection(present, 'values', renderValues(readText(`${chart}/values.yaml`))),
  },
  ...copies('deploy/prometheus', '.yaml', `${chart}/files/prometheus`),
  ...copies('grafana/dashboards', '.json', `${chart}/files/dashboards`),
];

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
