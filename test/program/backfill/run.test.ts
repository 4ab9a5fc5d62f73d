import { appendFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { createFolder } from '../../support/folder.ts';
import { askedTimes, runBackfill, type Ended, type RunOptions } from '../../support/backfill.ts';
import { dayAt, readDayFiles } from '../../support/day-files.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 14, 30);
const SITES = ['acme-labs.webex.com', 'acme-apac.webex.com'];
const ANSWERS_PER_DAY = SITES.length * 2;

let folder: string;
let out: string;
let simulator: Simulator;
beforeEach(() => {
  folder = createFolder();
  out = join(folder, 'out');
  simulator = createSimulator({ now: () => NOW_MS, sites: SITES });
});

/** Three days unless `changes` say otherwise; an empty text takes a flag away. */
function run(changes: Readonly<Record<string, string>> = {}, options: RunOptions = {}): Promise<Ended> {
  const flags = {
    from: '2026-11-18',
    to: '2026-11-20',
    windows: '1d,7d',
    step: '1h',
    'output-dir': out,
    ...changes,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`]));
  return runBackfill(simulator, args, options);
}

describe('a run', () => {
  it('says first what it will cost, and afterwards what to do with the files', async () => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toBe(`2026-11-18 to 2026-11-20: 3 days
  requests   12
  duration   about 1 s at the request budget
  samples    about 11520, one each 3600 s
  disk       about 2 MB of OpenMetrics
  alerts     look back at windows of 1d alone: --windows=1d takes 50% of all this
The day files are in ${out}.
Make blocks of them:
  for file in ${out}/*.om; do promtool tsdb create-blocks-from --max-block-duration=24h openmetrics "$file" TSDB_DIRECTORY; done
`);
    expect(stderr).toMatch(/^100% 12\/12 requests, \d+\/min\n$/);
  });

  it('expects about the bytes that it then writes', async () => {
    simulator = createSimulator({ now: () => NOW_MS });
    const labels = ['--label=job=webex', '--label=instance=webex-exporter:10054'];
    const args = ['--from=2026-11-11', '--to=2026-11-20', '--step=1h', `--output-dir=${out}`, ...labels];
    const { stdout } = await runBackfill(simulator, args);
    const expectedMb = Number(/about (\d+) MB/.exec(stdout)?.[1]);
    const writtenMb = [...readDayFiles(out).values()].reduce((sum, text) => sum + text.length / 1e6, 0);
    expect(expectedMb / writtenMb).toBeGreaterThan(0.7);
    expect(expectedMb / writtenMb).toBeLessThan(1.4);
  });

  it('draws a bar on a terminal', async () => {
    const { stderr } = await run({}, { isTerminal: true });
    expect(stderr).toMatch(/\[#{24}\] 100% 12\/12 requests, \d+\/min\n$/);
    expect(stderr.startsWith('\r\u001B[K[')).toBe(true);
  });

  it('asks what the live exporter would have asked: each window up to the day before', async () => {
    await run({ from: '2026-11-20' });
    expect(Object.fromEntries(askedTimes(simulator))).toEqual({
      'acme-labs.webex.com 2026-11-19..2026-11-19': 1,
      'acme-labs.webex.com 2026-11-13..2026-11-19': 1,
      'acme-apac.webex.com 2026-11-19..2026-11-19': 1,
      'acme-apac.webex.com 2026-11-13..2026-11-19': 1,
    });
  });

  it('asks earlier days with a longer delay', async () => {
    await run({ from: '2026-11-20', windows: '1d' }, { env: { WEBEX_DATA_DELAY: '3d' } });
    expect([...askedTimes(simulator).keys()]).toEqual(SITES.map((site) => `${site} 2026-11-17..2026-11-17`));
  });

  it('only says the cost with --dry-run, and leaves no trace', async () => {
    const { code, stdout } = await runBackfill(simulator, [
      '--dry-run',
      '--from=2026-11-18',
      '--to=2026-11-20',
      `--output-dir=${out}`,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('requests   18\n');
    expect(simulator.requests.total).toBe(0);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('says with --dry-run what 30 sites need for 13 months, by text and by blocks', async () => {
    const sites = Array.from({ length: 30 }, (_, index) => `site-${index}.webex.com`).join(',');
    const args = ['--dry-run', '--from=2025-10-24', '--to=2026-11-20', `--output-dir=${out}`];
    const env = { WEBEX_SITES: sites };
    const text = await runBackfill(simulator, args, { env });
    expect(text.stdout).toMatch(/disk +about 4\d\.\d GB of OpenMetrics/);
    expect(text.stdout).toContain('--windows=1d takes 33% of all this');
    expect(text.stdout).toMatch(/less disk +with --promtool and --tsdb/);

    const blocks = await runBackfill(simulator, [...args, '--promtool=/bin/true', '--tsdb=blocks'], { env });
    expect(blocks.stdout).toMatch(
      /disk +about \d{3} MB of blocks, and 1\d\d MB of OpenMetrics, one day at a time/,
    );
    expect(blocks.stdout).not.toContain('less disk');

    const day = await runBackfill(simulator, [...args, '--windows=1d'], { env });
    expect(day.stdout).not.toContain('alerts');
  });

  it('is refused while another one works in the same directory, which it does not disturb', async () => {
    simulator.faults.set('all', { kind: 'hang', times: 1 });
    const stop = new AbortController();
    const first = run({}, { signal: stop.signal });
    await expect.poll(() => simulator.requests.total).toBeGreaterThan(0);
    const second = await run();
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`--output-dir ${out} is in use by another backfill`);
    stop.abort();
    expect((await first).code).toBe(1);
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('writes today up to 3 hours before now', async () => {
    await run({ from: '2026-11-23', to: '2026-11-23' });
    const text = readDayFiles(out).get('2026-11-23.om') ?? '';
    const seconds = new Set([...text.matchAll(/^[^#].* (\d+)$/gm)].map(([, instant]) => Number(instant)));
    const midnight = Date.UTC(2026, 10, 23) / 1000;
    expect([...seconds]).toEqual(Array.from({ length: 12 }, (_, hour) => midnight + hour * 3600));
  });
});

describe('a second run', () => {
  let firstFiles: ReadonlyMap<string, string>;
  beforeEach(async () => {
    await run();
    firstFiles = readDayFiles(out);
  });

  const askedAgain = (): number => simulator.requests.total - 3 * ANSWERS_PER_DAY;

  it('asks nothing, writes nothing and says so', async () => {
    const before = await stat(join(out, '2026-11-19.om'));
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain('requests   0 (12 of 12 answers are kept from before)');
    expect(stderr).toBe('');
    expect(askedAgain()).toBe(0);
    expect((await stat(join(out, '2026-11-19.om'))).ino).toBe(before.ino);
  });

  it('asks only the days that are new', async () => {
    await run({ from: '2026-11-17', to: '2026-11-21' });
    expect(askedAgain()).toBe(2 * ANSWERS_PER_DAY);
    expect([...readDayFiles(out).keys()]).toHaveLength(5);
  });

  it('renders all days anew for another step or label, without asking', async () => {
    await run({ step: '2h', label: 'job=webex' });
    expect(askedAgain()).toBe(0);
    for (const [name, text] of readDayFiles(out)) {
      const kept = (firstFiles.get(name) ?? '')
        .split('\n')
        .filter((line) => line.startsWith('#') || line === '' || Number(/\d+$/.exec(line)?.[0]) % 7200 === 0)
        .map((line) => (line.startsWith('#') ? line : line.replace('} ', ',job="webex"} ')));
      expect(text).toBe(kept.join('\n'));
    }
  });

  it('writes a day file that was deleted, without asking', async () => {
    await rm(join(out, '2026-11-19.om'));
    await run();
    expect(askedAgain()).toBe(0);
    expect(readDayFiles(out)).toEqual(firstFiles);
  });

  it('asks a day again whose answers were deleted, which takes over what Webex corrected', async () => {
    await rm(join(out, 'answers', '2026-11-19.jsonl'));
    simulator.incidents.set('acme-apac.webex.com', { from: '2026-11-18', to: '2026-11-18', factor: 3 });
    await run();
    expect(askedAgain()).toBe(ANSWERS_PER_DAY);
    const files = readDayFiles(out);
    expect(files.get('2026-11-19.om')).not.toBe(firstFiles.get('2026-11-19.om'));
    expect(files.get('2026-11-18.om')).toBe(firstFiles.get('2026-11-18.om'));
  });

  it('adds a site and a window, and asks for these only', async () => {
    await run({ windows: '1d,7d,28d' });
    expect(askedAgain()).toBe(3 * SITES.length);
    expect(readDayFiles(out).get('2026-11-19.om')).toContain('window="28d"');
  });

  it('passes over garbage in the answers', async () => {
    await appendFile(
      join(out, 'answers', '2026-11-19.jsonl'),
      '{"site":"acme-labs.webex.com","window":"1d","su',
    );
    await run();
    expect(askedAgain()).toBe(0);
    expect(readDayFiles(out)).toEqual(firstFiles);
  });
});

describe('what Webex does not give', () => {
  it('is listed, exits 1, and the next run asks for it and succeeds', async () => {
    simulator.faults.set('acme-labs.webex.com', { kind: 'no-figures', windowDays: 7 });
    const { code, stdout, stderr } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /Webex gave no figures for:\n( {2}2026-11-\d\d acme-labs\.webex\.com 7d: no_data: [^\n]+\n){3}$/,
    );
    expect(stderr).toContain('error="3 answers are missing; the same command asks for them again"');

    simulator.faults.clear('acme-labs.webex.com');
    const again = await run();
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('requests   3 (9 of 12 answers are kept from before)');
    expect(simulator.requests.total).toBe(12 + 3);
  });

  it('of a single day does not keep the older days of its site from being asked', async () => {
    simulator.faults.set('acme-labs.webex.com', { kind: 'status', status: 404, times: 3 });
    const { code, stdout } = await run({ windows: '1d,7d,28d' });
    expect(code).toBe(1);
    expect(stdout.split('\n').filter((line) => line.includes('not_found'))).toHaveLength(3);
    expect(readDayFiles(out).get('2026-11-19.om')).toContain('site="acme-labs.webex.com"');
  });

  it('lists fifty and counts the rest', async () => {
    simulator.faults.set('all', { kind: 'no-figures' });
    const { stdout } = await run({ from: dayAt(NOW_MS, -20), to: '2026-11-20' });
    const listed = stdout.split('\n').filter((line) => line.includes('no_data'));
    expect(listed).toHaveLength(50);
    expect(stdout).toContain(`  and ${18 * ANSWERS_PER_DAY - 50} more\n`);
  });
});

describe('a refused token', () => {
  it('stops the run with a hint, keeps what came, and a right one goes on', async () => {
    await run({ from: '2026-11-20' });
    const refused = await run({}, { env: { WEBEX_ACCESS_TOKEN: 'wrong-token' } });
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split('\n').at(-1)).toMatch(
      /error="Webex refused the access token; set a new WEBEX_ACCESS_TOKEN.*; what came is kept in .*, and the same command goes on from there"/,
    );
    expect(await run()).toMatchObject({ code: 0 });
    expect(Math.max(...askedTimes(simulator).values())).toBeLessThanOrEqual(2);
  });
});

describe('two accounts', () => {
  const file = (): string => join(folder, 'config.yaml');
  const accounts = (secondToken: string): string => `
accounts:
  - name: one
    credentials: {access_token: "\${GOOD_TOKEN}"}
    sites: [acme-labs.webex.com]
    data_delay: 1d
  - name: two
    credentials: {access_token: "\${${secondToken}}"}
    sites: [acme-apac.webex.com]
    data_delay: 2d
`;
  const runAccounts = (): Promise<Ended> =>
    run(
      { 'config.file': file() },
      {
        env: {
          WEBEX_SITES: '',
          WEBEX_ACCESS_TOKEN: '',
          GOOD_TOKEN: 'simulator-token',
          BAD_TOKEN: 'refused-token',
        },
      },
    );

  it('are asked each with its own settings', async () => {
    await writeFile(file(), accounts('GOOD_TOKEN'));
    expect(await runAccounts()).toMatchObject({ code: 0 });
    const asked = [...askedTimes(simulator).keys()];
    expect(asked).toHaveLength(12);
    expect(asked).toContain('acme-labs.webex.com 2026-11-19..2026-11-19');
    expect(asked).toContain('acme-apac.webex.com 2026-11-18..2026-11-18');
    expect(asked).not.toContain('acme-apac.webex.com 2026-11-19..2026-11-19');
  });

  it('of which one is refused: ends with a hint, and goes on when it is accepted', async () => {
    await writeFile(file(), accounts('BAD_TOKEN'));
    const refused = await runAccounts();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the same command goes on from there');
    await writeFile(file(), accounts('GOOD_TOKEN'));
    expect(await runAccounts()).toMatchObject({ code: 0 });
  });
});

describe('discovered sites', () => {
  const env = { WEBEX_SITES: '', WEBEX_DISCOVER: 'true', WEBEX_API_URL: 'http://127.0.0.1' };

  it('are asked like configured ones', async () => {
    expect(await run({}, { env })).toMatchObject({ code: 0 });
    const sites = new Set(simulator.requests.log.flatMap(({ siteUrl }) => siteUrl ?? []));
    expect([...sites].sort()).toEqual(SITES.toSorted());
  });

  it('that cannot be discovered end the run with the reason, before anything is written', async () => {
    const { code, stdout, stderr } = await run({}, { env: { ...env, WEBEX_ACCESS_TOKEN: 'wrong-token' } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/error="the sites of account default cannot be discovered: licenses: [^\n]+"\n$/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });
});

describe('files of answers', () => {
  it('are one a day, a line an answer', async () => {
    await run();
    const names = await readdir(join(out, 'answers'));
    expect(names.sort()).toEqual(['2026-11-18.jsonl', '2026-11-19.jsonl', '2026-11-20.jsonl']);
    for (const name of names) {
      const text = await readFile(join(out, 'answers', name), 'utf8');
      expect(text.split('\n').filter((line) => line !== '')).toHaveLength(ANSWERS_PER_DAY);
    }
  });
});
