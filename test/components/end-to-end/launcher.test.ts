import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { IMAGE_OPTION, toCompiledFile } from '../../../src/compiled-program.ts';
import { runCommand, type Finished } from '../../support/components/command.ts';
import { createFolder } from '../../support/folder.ts';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

/** The built launcher with another program behind it, whose `enter` is this. */
async function launch(enter: string, nodeArgs: readonly string[] = []): Promise<Finished> {
  const root = createFolder();
  const dist = join(root, 'dist');
  mkdirSync(dist);
  for (const name of ['main.js', 'package.json']) copyFileSync(join(DIST, name), join(dist, name));
  writeFileSync(join(root, 'package.json'), '{ "version": "1.2.3" }');
  writeFileSync(join(dist, 'program.js'), `(() => ({ enter: ${enter} }))`);
  return runCommand(process.execPath, [...nodeArgs, join(dist, 'main.js')]);
}

describe('the launcher', () => {
  it('hands over the version that stands beside it', async () => {
    const { code, stdout } = await launch(
      '(signals, build) => { console.log(build.version); signals.exit(0); }',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1.2.3\n' });
  });

  it('tells no success of a program that waits for what never comes', async () => {
    expect((await launch('() => new Promise(() => undefined)')).code).toBe(13);
  });

  it.each([
    ['by default', []],
    ['where Node is told to warn alone', ['--unhandled-rejections=warn']],
  ])('tells no success of a program that fails, %s', async (_, nodeArgs) => {
    const { code, stderr } = await launch('async () => { throw new Error("out of order"); }', nodeArgs);
    expect(code).not.toBe(0);
    expect(stderr).toContain('out of order');
  });
});

const SOURCE = new URL('../../../src/compiled-program.ts', import.meta.url).href;

/** Says whether V8 takes what it is said to have compiled of the built program. */
const TAKE = `import(process.argv[1]).then(({ runCompiled }) =>
  console.log(runCompiled(process.argv[2], process.argv[3]).isFromFile));`;

describe('the built program', () => {
  const dockerfile = readFileSync(new URL('../../../Dockerfile', import.meta.url), 'utf8');
  const ofTheImage = /NODE_OPTIONS=(\S+)/.exec(dockerfile)?.slice(1) ?? [];

  it.each([
    ['by default', []],
    ['as in the image', ofTheImage],
  ])('is compiled for a start %s', async (_, options) => {
    const program = join(DIST, 'program.js');
    const args = [SOURCE, program, toCompiledFile(program, options.join(' '))];
    const { stdout } = await runCommand(process.execPath, [...options, '--import=tsx', '-e', TAKE, ...args]);
    expect(stdout).toBe('true\n');
    expect(ofTheImage).toEqual([IMAGE_OPTION]);
  });
});
