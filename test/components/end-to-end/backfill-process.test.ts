import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { askedTimes, simulatedAccount } from '../../support/backfill.ts';
import { dayAt, readDayFiles } from '../../support/day-files.ts';
import { startProcess, type RunningProcess } from '../../support/components/process.ts';
import { createFolder } from '../../support/folder.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const DAYS = 4;
const SITES = ['acme.webex.com', 'acme-eu.webex.com'];

/** All runs are about the same days, though midnight may be between them. */
const startMs = Date.now();

const simulator = createSimulator({ now: Date.now, sites: SITES });
let webex: RunningSimulator;
let folder: string;
let out: string;

beforeAll(async () => {
  webex = await listenSimulator(simulator);
});
afterAll(() => webex?.close());
beforeEach(() => {
  folder = createFolder();
  out = join(folder, 'out');
});
afterEach(() => {
  simulator.faults.clear('all');
});

/** A backfill of four days; with a limit no file can grow beyond so many KiB, as on a disk that is full. */
function start(args: readonly string[] = [], fileLimitKib?: number): Promise<RunningProcess> {
  const command = [
    process.execPath,
    MAIN,
    'backfill',
    `--from=${dayAt(startMs, -DAYS)}`,
    `--to=${dayAt(startMs, -1)}`,
    '--windows=1d,7d',
    '--step=15m',
    `--output-dir=${out}`,
    ...args,
  ];
  // The shell counts blocks of 512 bytes.
  const limit = fileLimitKib === undefined ? '' : `ulimit -f ${fileLimitKib * 2}; `;
  return startProcess('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    env: simulatedAccount(simulator, webex.url),
  });
}

async function runToEnd(args: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  await using program = await start(args);
  expect({ code: await program.exited, stderr: program.stderr }).toMatchObject({ code: 0 });
  return readDayFiles(out);
}

/** A program in promtool's place that can say its version and else does what the shell script says. */
async function fakePromtool(script: string): Promise<readonly string[]> {
  const path = join(folder, 'promtool');
  await writeFile(path, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${script}\n`);
  await chmod(path, 0o755);
  return [`--promtool=${path}`, `--tsdb=${join(folder, 'blocks')}`];
}

describe('Ctrl-C', () => {
  it('while Webex is asked: says how to go on, exits 1, and the next run goes on', async () => {
    simulator.faults.set('all', { kind: 'delay', delayMs: 100 });
    const before = askedTimes(simulator);
    await using program = await start();
    await program.waitForLine(/disk +about/);
    expect(await program.stop('SIGINT')).toBe(1);
    expect(program.stderr.at(-1)).toMatch(
      new RegExp(
        `msg="stopped before the end" error="interrupted; what came is kept in ${out}, and the same command goes on from there"$`,
      ),
    );

    simulator.faults.clear('all');
    expect((await runToEnd()).size).toBe(DAYS);
    const asked = [...askedTimes(simulator)].map(([question, times]) => times - (before.get(question) ?? 0));
    // What was under way when it was stopped is asked again.
    expect(asked.filter((times) => times > 1).length).toBeLessThanOrEqual(SITES.length);
  });

  it('while promtool works: ends it too, and the next run makes the blocks', async () => {
    const args = await fakePromtool(`echo $$ >"${folder}/pid"; exec sleep 60`);
    await using program = await start(args);
    await expect.poll(() => readdir(folder), { timeout: 15_000 }).toContain('pid');
    expect(await program.stop('SIGINT')).toBe(1);
    expect(program.stderr.at(-1)).toMatch(
      /msg="stopped before the end" error="interrupted; what came is kept in \S+, and the same command goes on/,
    );
    await runToEnd(await fakePromtool(`echo "$@" >>"${folder}/calls"`));
    expect((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')).toHaveLength(DAYS);
  });
});

describe('a second run in one directory', () => {
  it('is refused, and after a kill -9 of the first it is not', async () => {
    simulator.faults.set('all', { kind: 'delay', delayMs: 200 });
    await using first = await start();
    await first.waitForLine(/disk +about/);
    await using second = await start();
    expect(await second.exited).toBe(2);
    expect(second.stderr.join('\n')).toContain(`--output-dir ${out} is in use by another backfill`);

    expect(await first.stop('SIGKILL')).toBe(137);
    expect(await readdir(out)).toContain('backfill.lock');
    simulator.faults.clear('all');
    expect((await runToEnd()).size).toBe(DAYS);
    expect(await readdir(out)).not.toContain('backfill.lock');
  });
});

describe('promtool', () => {
  it('that fails: its words in a line, exit 1; the next run asks nothing and makes the rest', async () => {
    const count = `echo "$@" >>"${folder}/calls"`;
    const fail = 'echo "error creating blocks: no luck" >&2; exit 1';
    await using program = await start(
      await fakePromtool(`${count}; [ $(wc -l <"${folder}/calls") -lt 3 ] || { ${fail}; }`),
    );
    expect(await program.exited).toBe(1);
    expect(program.stderr.at(-1)).toMatch(
      /error="promtool made no blocks of \S+\.om: error creating blocks: no luck; what came is kept in /,
    );
    expect([...readDayFiles(out).keys()]).toEqual([`${dayAt(startMs, -3)}.om`]);

    const before = askedTimes(simulator);
    expect(await runToEnd(await fakePromtool(count))).toEqual(new Map());
    const asked = [...askedTimes(simulator)].map(([question, times]) => times - (before.get(question) ?? 0));
    expect(Math.max(...asked)).toBeLessThanOrEqual(1);
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
    const made = [-1, -2, -3, -3, -4].map((ago) => join(out, `${dayAt(startMs, ago)}.om`));
    expect(calls).toEqual(
      made.map(
        (path) => `tsdb create-blocks-from --max-block-duration=24h openmetrics ${path} ${folder}/blocks`,
      ),
    );
  });
});

describe('a full disk', () => {
  it.each([
    ['of no room for the record', 0, 2],
    ['of no room for an answer', 1, 1],
    ['of no room for a day file', 64, 1],
  ])('%s: one line, nothing half-written, and the next run goes on', async (_, limitKib, exitCode) => {
    await using program = await start([], limitKib);
    expect(await program.exited).toBe(exitCode);
    const said = program.stderr.filter((line) => !line.includes('% ') && !line.includes('see --help'));
    expect(said).toEqual([expect.stringMatching(/EFBIG: file too large/)]);
    expect((await readdir(out)).filter((name) => /\.(om|tmp)$/.test(name))).toEqual([]);

    const files = await runToEnd();
    out = join(folder, 'undisturbed');
    expect(files).toEqual(await runToEnd());
  });
});
