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

async function startProgram(given: {
  readonly options?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): Promise<RunningProcess> {
  const witness = join(createFolder(), 'witness.cjs');
  writeFileSync(witness, WITNESS);
  const { options = [], args = [], env = ACME } = given;
  const program = await startProcess(
    process.execPath,
    [...options, `--require=${witness}`, join(DIST, 'main.js'), '--web.listen-address=127.0.0.1:0', ...args],
    {
      env: {
        // Nobody listens there, and nobody need.
        WEBEX_ANALYTICS_URL: 'https://127.0.0.1:9',
        // Node's word for each of its modules.
        NODE_DEBUG_NATIVE: 'CODE_CACHE',
        ...env,
      },
    },
  );
  await program.waitForLine(/msg=listening/);
  return program;
}

const ACME = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'a-token-of-nobody' };

/** More than V8's young generation holds while it is small, and read before the exporter listens. */
function writeManySites(): string {
  const file = join(createFolder(), 'config.yaml');
  const sites = Array.from({ length: 3000 }, (_, index) => `      - site-${index}.webex.com`).join('\n');
  writeFileSync(
    file,
    `accounts:\n  - name: acme\n    credentials: { access_token: "\${TOKEN}" }\n    sites:\n${sites}\n`,
  );
  return file;
}

describe('the built program', () => {
  it('is taken as it was compiled, and so are all modules of Node', async () => {
    await using program = await startProgram({});
    await program.stop();
    const lines = [...program.stdout, ...program.stderr];
    const named = (end: string): string[] =>
      lines.flatMap((line) => new RegExp(`^Code cache of (\\S+).* is ${end}$`).exec(line)?.[1] ?? []);
    expect(named('accepted')).toEqual(expect.arrayContaining(['program.js', 'http', 'tls', 'cluster']));
    expect(named('rejected')).toEqual([]);
  });

  it('keeps its young generation small under pressure', async () => {
    await using program = await startProgram({});
    expect(await youngMib(program)).toBeLessThan(9);
  });

  it('keeps it small where a file names thousands of sites', async () => {
    await using program = await startProgram({
      args: [`--config.file=${writeManySites()}`],
      env: { TOKEN: 'a-token-of-nobody' },
    });
    expect(await youngMib(program)).toBeLessThan(9);
  });

  it.each([
    [{ options: ['--max-semi-space-size=16'] }],
    [{ options: ['--max_semi_space_size=16'] }],
    [{ env: { ...ACME, NODE_OPTIONS: '--max-semi-space-size=16' } }],
  ])('leaves its size to who gives one: %j', async (given) => {
    await using program = await startProgram(given);
    expect(await youngMib(program)).toBeGreaterThan(15);
  });
});

async function youngMib(program: RunningProcess): Promise<number> {
  process.kill(program.pid, 'SIGUSR2');
  const line = await program.waitForLine(/^young generation: /);
  return Number.parseFloat(line.split(': ')[1] ?? '');
}
