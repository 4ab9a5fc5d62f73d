import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * `release-version.ts v1.2.3`: fails where the tag, the package, the chart and the changelog do not name one version.
 * With `--notes` prints the changelog's section of that version.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const [tag = '', mode] = process.argv.slice(2);
const version = tag.replace(/^v/, '');
const changelog = readText('CHANGELOG.md');
const section = new RegExp(`^## ${version.replaceAll('.', '\\.')}\\b.*$`, 'm').exec(changelog);
const chart = z
  .object({ version: z.string(), appVersion: z.string() })
  .parse(parse(readText('deploy/helm/webex-exporter/Chart.yaml')));

const found = {
  'package.json': z.object({ version: z.string() }).parse(JSON.parse(readText('package.json'))).version,
  'Chart.yaml version': chart.version,
  'Chart.yaml appVersion': chart.appVersion,
  'CHANGELOG.md': section === null ? 'no section of it' : version,
};
for (const [where, is] of Object.entries(found)) {
  if (is === version) continue;
  process.stderr.write(`${where} says ${is}, the tag says ${version}\n`);
  process.exitCode = 1;
}
if (mode === '--notes' && section !== null) {
  const rest = changelog.slice(section.index + section[0].length);
  process.stdout.write(`${rest.split(/^## /m)[0]?.trim() ?? ''}\n`);
}

function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}
