import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { createFolder } from '../../support/folder.ts';
import { runBackfill } from '../../support/backfill.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 15);
const simulator = createSimulator({ now: () => NOW_MS, sites: ['acme-labs.webex.com'] });

let folder: string;
let out: string;
beforeEach(() => {
  folder = createFolder();
  out = join(folder, 'out');
});

describe('bad usage', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['from after to', { from: '2026-11-21' }, '--from 2026-11-21 is after --to 2026-11-20'],
    ['the future', { to: '2026-11-24' }, '--to 2026-11-24 lies in the future; today is 2026-11-23 (UTC)'],
    [
      'too long ago',
      { from: '2024-01-01' },
      '--from 2024-01-01 is too old: Webex keeps 13 months, which is 2025-10-23 today',
    ],
    ['no such day', { from: '2026-02-30' }, '--from: "2026-02-30" is not a day such as 2026-08-01'],
    ['no first day', { from: '' }, '--from is needed: the first UTC day, such as 2026-08-01'],
    ['no last day', { to: '' }, '--to is needed: the last UTC day, today at most'],
    ['no directory', { 'output-dir': '' }, '--output-dir is needed: a new or empty directory'],
    [
      'an end in the head',
      { until: '2026-11-23T12:00:01Z' },
      '--until lies within the last 3 hours, which Prometheus keeps in memory; the latest is 2026-11-23T12:00:00Z',
    ],
    [
      'an end before the beginning',
      { until: '2026-11-18T00:00:00Z' },
      'nothing is left to write: --from 2026-11-18 begins after the last sample, which is before 2026-11-18T00:00:00Z',
    ],
    [
      'an end that is no instant',
      { until: 'yesterday' },
      '--until: "yesterday" is not an instant such as 2026-11-23T14:05:00Z',
    ],
    ['a step over a day', { step: '2d' }, '--step is longer than a day'],
    [
      'a step of nothing',
      { step: '0s' },
      '--step: "0s" is not a duration such as 90s, 15m, 1h30m or 2d, from 1s up',
    ],
    [
      'a window that is none',
      { windows: '36h' },
      '--windows: "36h" is not a window of 1 to 396 whole days such as 7d',
    ],
    ['a label of our own', { label: 'site=x' }, '--label: label site is there already'],
    [
      'a label that is none',
      { label: '__name__=x' },
      '--label: "__name__=x" is not a label such as job=webex',
    ],
    [
      'promtool without a place for blocks',
      { promtool: '/bin/true' },
      '--promtool and --tsdb are needed together',
    ],
    ['a place for blocks without promtool', { tsdb: '/tmp/x' }, '--promtool and --tsdb are needed together'],
    [
      'a promtool that is not there',
      { promtool: '/nowhere/promtool', tsdb: '/tmp/x' },
      '--promtool /nowhere/promtool cannot be run: spawn /nowhere/promtool ENOENT',
    ],
  ])('%s: one line, exit code 2, nothing asked, nothing written', async (_, changes, line) => {
    const flags = { from: '2026-11-18', to: '2026-11-20', 'output-dir': out, ...changes };
    const args = Object.entries(flags).flatMap(([name, value]) =>
      value === '' ? [] : [`--${name}=${value}`],
    );
    expect(await runBackfill(simulator, args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `webex-exporter: ${line}\nwebex-exporter: see --help\n`,
    });
    expect(simulator.requests.total).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is listed all at once, with what is wrong in the configuration', async () => {
    const args = ['--from=2026-11-21', '--to=2026-11-20', '--promtool=promtool'];
    const { code, stderr } = await runBackfill(simulator, args, { env: { WEBEX_DATA_DELAY: 'soon' } });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(5);
    expect(stderr).toContain('WEBEX_DATA_DELAY: "soon" is not a number of whole days');
  });
});

describe('a directory that cannot serve', () => {
  const run = (directory: string) =>
    runBackfill(simulator, ['--from=2026-11-18', '--to=2026-11-20', `--output-dir=${directory}`]);

  it('because it lies below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, stderr } = await run(join(folder, 'file', 'out'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^webex-exporter: --output-dir \S+ cannot be used: ENOTDIR: [^\n]+\n[^\n]+\n$/);
  });

  it('because it is a file', async () => {
    await writeFile(out, '');
    const { code, stderr } = await run(out);
    expect(code).toBe(2);
    expect(stderr).toContain(`--output-dir ${out} cannot be used: ENOTDIR`);
  });

  it('because somebody else has files in it', async () => {
    await mkdir(out);
    await writeFile(join(out, 'report.csv'), 'mine');
    const { code, stderr } = await run(out);
    expect(code).toBe(2);
    expect(stderr).toContain(`--output-dir ${out} holds files that are not of a backfill (report.csv)`);
    expect(await readdir(out)).toEqual(['report.csv']);
  });

  it('because its answers were got with other settings', async () => {
    expect(await run(out)).toMatchObject({ code: 0 });
    const args = ['--from=2026-11-18', '--to=2026-11-20', `--output-dir=${out}`];
    const { code, stderr } = await runBackfill(simulator, args, { env: { WEBEX_MAX_LABEL_VALUES: '2' } });
    expect(code).toBe(2);
    expect(stderr).toContain('was begun with WEBEX_DATA_DELAY=1d and WEBEX_MAX_LABEL_VALUES=300');
  });
});
