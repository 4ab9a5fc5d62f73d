import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../../..', import.meta.url));

/** Rows of which a machine without other work says what they are worth; here only that they are measured. */
const ROWS = [
  'usual scrape, 1k, gzip',
  'longest turn of the event loop, 450 sites landing',
  'resident memory, 4 sites',
  '--version',
  'first byte of /metrics',
  'memory of 100 slow readers at 1000 series, identity',
  'longest turn of the event loop beside the worst bodies',
  'scrapes that wait for less than 0.4 s beside windows that land',
];

it(
  'measures each target in its short form, and says of each whether it is met',
  { timeout: 600_000 },
  async () => {
    await run('npx', ['tsc', '-p', 'test/bench/tsconfig.json'], { cwd });
    const { stdout } = await run('npx', ['tsx', 'test/bench/main.ts', '--quick'], { cwd });
    const judged = Array.from(
      stdout.matchAll(/^\| (.+?) +\| at (?:least|most) .*\| +([\d.]+) \| (?:yes|no) +\|$/gm),
      ([, what, measured]) => [what, Number(measured) > 0],
    );
    expect(Object.fromEntries(judged)).toMatchObject(Object.fromEntries(ROWS.map((row) => [row, true])));
    expect(stdout).toMatch(/^\| +1000 \| gzip +\| exporter +\| a minute /m);
  },
);
