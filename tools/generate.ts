import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { GeneratedFile } from './generated-file.ts';
import { OBSERVABILITY_FILES } from './observability-files.ts';
import { CHART_FILES } from './chart-files.ts';
import { COUNTRY_FILE } from './country-data.ts';
import { HOLIDAY_FILE } from './holiday-data.ts';
import { renderConfigSchema } from './config-schema.ts';
import { renderReference } from './reference.ts';
import { renderMetricsPage } from './metrics-page.ts';

const FILES: readonly GeneratedFile[] = [
  { path: 'docs/metrics.md', render: renderMetricsPage },
  { path: 'config.schema.json', render: renderConfigSchema },
  { path: 'docs/reference.md', render: renderReference },
  COUNTRY_FILE,
  HOLIDAY_FILE,
  ...OBSERVABILITY_FILES,
  ...CHART_FILES,
];

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
let stale = 0;

for (const { path, render } of FILES) {
  const file = `${root}${path}`;
  const present = await readFile(file, 'utf8').catch(() => '');
  const options = await resolveConfig(file);
  const wanted = await format(render(present), { ...options, filepath: file });
  if (wanted === present) continue;
  if (isCheck) {
    stale += 1;
    process.stderr.write(`${path} is not up to date: run \`npm run generate\` and commit it\n`);
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
    process.stdout.write(`${path} written\n`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
