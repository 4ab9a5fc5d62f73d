import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
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

/** Loaded before the launcher: says of the program whether V8 refused what was compiled of it. */
const WITNESS = `const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(...args) {
    super(...args);
    console.log('refused: ' + this.cachedDataRejected);
  }
};`;

describe('the built program', () => {
  const dockerfile = readFileSync(new URL('../../../Dockerfile', import.meta.url), 'utf8');

  it.each([
    ['by default', []],
    ['as in the image', /NODE_OPTIONS=(\S+)/.exec(dockerfile)?.slice(1) ?? []],
    ['with a limit for the heap', ['--max-old-space-size=200', '--max-semi-space-size=2']],
  ])('is not compiled anew at a start %s, nor are the modules of Node', async (_, options) => {
    const witness = join(createFolder(), 'witness.cjs');
    writeFileSync(witness, WITNESS);
    const args = [...options, `--require=${witness}`, join(DIST, 'main.js'), '--help'];
    const { stdout, stderr } = await runCommand(process.execPath, args, {
      env: { NODE_DEBUG_NATIVE: 'CODE_CACHE' },
    });
    expect(stdout).toContain('refused: false\n');
    expect(stdout + stderr).toMatch(/^Code cache of http \S+ is accepted$/m);
  });
});
