import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/components/command.ts';
import { startProcess } from '../../support/components/process.ts';
import { createFolder } from '../../support/folder.ts';

const PAGE = readFileSync(new URL('../../../docs/quick-start.md', import.meta.url), 'utf8');
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** What the page tells a reader to type, in order; `console` blocks need a Webex account or change the machine. */
const script = Array.from(PAGE.matchAll(/^```sh\n(.*?)^```$/gms), ([, block]) => block ?? '').join('\n');

it('docs/quick-start.md, followed literally in a clean directory, leads to figures', async () => {
  const folder = createFolder();
  symlinkSync(MAIN, join(folder, 'webex-exporter'));
  chmodSync(MAIN, 0o755);
  writeFileSync(
    join(folder, 'first-run.sh'),
    `set -em\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n${script}`,
  );
  expect(script).toContain('webex-exporter check');

  const path = `${folder}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  await using shell = await startProcess('bash', ['first-run.sh'], { cwd: folder, env: { PATH: path } });
  const code = await shell.exited;
  const output = shell.stdout.join('\n');
  expect({ code, errors: shell.stderr.join('\n') }).toMatchObject({ code: 0 });
  // What check says, what the page shows, and a clean stop.
  expect(output).toContain('✓');
  expect(output).not.toContain('✗');
  expect(output.match(/^webex_meetings\{/gm)).toHaveLength(6);
  const { stdout } = await runCommand('ls', ['state/sites', 'state/tokens'], { cwd: folder });
  expect(stdout).toContain('acme-eu.webex.com.json');
  expect(stdout).toContain('default.json');
});
