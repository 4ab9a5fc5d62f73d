import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand, runToSuccess } from '../../support/components/command.ts';
import { startProcess } from '../../support/components/process.ts';
import { createFolder } from '../../support/folder.ts';
import { urlOf } from '../../support/listening.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const MAX_PACKAGE_BYTES = 1_000_000;

const packed = z.tuple([
  z.object({ filename: z.string(), size: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);

describe('the npm package', () => {
  it('holds the program and what belongs to it, and runs where it is installed', async () => {
    const folder = createFolder();
    // The build is there already; its script would build into the folder that other suites read from.
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const [{ filename, size, files }] = packed.parse(
      JSON.parse(await runToSuccess('npm', args, { cwd: root })),
    );
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/main.js']));
    const tops = new Set(paths.map((path) => path.split('/')[0]));
    expect(tops).toEqual(new Set(['LICENSE', 'README.md', 'config.schema.json', 'dist', 'package.json']));
    expect(size).toBeLessThan(MAX_PACKAGE_BYTES);

    const project = join(folder, 'project');
    await runToSuccess('npm', ['init', '--yes', '--init-type=module', '--scope=@test'], { cwd: folder });
    const install = ['install', '--prefix', project, '--no-audit', '--no-fund', join(folder, filename)];
    await runToSuccess('npm', install, { cwd: folder });
    expect(readdirSync(join(project, 'node_modules', '.bin'))).toContain('webex-exporter');

    const program = join(project, 'node_modules', '.bin', 'webex-exporter');
    const { code, stdout } = await runCommand(program, ['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^webex-exporter \d+\.\d+\.\d+ /)]);

    const addresses = ['--web.listen-address=127.0.0.1:0', '--simulator.listen-address=127.0.0.1:0'];
    await using demo = await startProcess(program, ['demo', ...addresses]);
    const page = await fetch(`${await urlOf(demo)}/metrics`);
    expect(page.status).toBe(200);
    expect(await demo.stop()).toBe(0);
  }, 120_000);
});
