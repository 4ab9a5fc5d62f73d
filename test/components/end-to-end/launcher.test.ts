import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand, type Finished } from '../../support/components/command.ts';
import { startProcess, type RunningProcess } from '../../support/components/process.ts';
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

/** Loaded before the launcher: says what V8 had to compile anew, and on SIGUSR2 how large the young generation is under pressure. */
const WITNESS = `const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(...args) {
    super(...args);
    console.log('Code cache of program.js is ' + (this.cachedDataRejected ? 'rejected' : 'accepted'));
  }
};
process.on('SIGUSR2', () => {
  const kept = [];
  for (let count = 0; count < 1e6; count++) kept[count % 50_000] = { count, list: [count] };
  const { space_size } = require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log('young generation: ' + space_size / 2 ** 20 + ' MiB');
});`;

async function startProgram(options: readonly string[]): Promise<RunningProcess> {
  const witness = join(createFolder(), 'witness.cjs');
  writeFileSync(witness, WITNESS);
  const args = [
    ...options,
    `--require=${witness}`,
    join(DIST, 'main.js'),
    '--web.listen-address=127.0.0.1:0',
  ];
  const program = await startProcess(process.execPath, args, {
    env: {
      WEBEX_SITES: 'acme.webex.com',
      WEBEX_ACCESS_TOKEN: 'a-token-of-nobody',
      // Nobody listens there, and nobody need.
      WEBEX_ANALYTICS_URL: 'http://127.0.0.1:9',
      // Node's word for each of its modules.
      NODE_DEBUG_NATIVE: 'CODE_CACHE',
    },
  });
  await program.waitForLine(/msg=listening/);
  return program;
}

describe('the built program', () => {
  it('is taken as it was compiled, and so are the modules of Node, but for a few small ones', async () => {
    await using program = await startProgram([]);
    await program.stop();
    const lines = [...program.stdout, ...program.stderr];
    const named = (end: string): string[] =>
      lines.flatMap((line) => new RegExp(`^Code cache of (\\S+).* is ${end}$`).exec(line)?.[1] ?? []);
    expect(named('accepted')).toEqual(expect.arrayContaining(['program.js', 'http', 'tls', 'cluster']));
    expect(named('rejected').length).toBeLessThan(8);
  });

  it('keeps its young generation small under pressure', async () => {
    await using program = await startProgram([]);
    expect(await youngMib(program)).toBeLessThan(9);
  });

  it('leaves the size of its young generation to who gives one', async () => {
    await using program = await startProgram(['--max-semi-space-size=16']);
    expect(await youngMib(program)).toBeGreaterThan(15);
  });
});

async function youngMib(program: RunningProcess): Promise<number> {
  process.kill(program.pid, 'SIGUSR2');
  const line = await program.waitForLine(/^young generation: /);
  return Number.parseFloat(line.split(': ')[1] ?? '');
}
