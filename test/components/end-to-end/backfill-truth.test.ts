import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { runBackfill, type Ended } from '../../support/backfill.ts';
import { dayAt } from '../../support/day-files.ts';
import { bySeries, truthOn } from '../../support/backfill-truth.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';
import { DAY_MS } from '../../support/time.ts';

const DAYS = 90;
const WINDOWS = [1, 7, 28];
const LABELS = { job: 'webex', instance: 'webex-exporter:10054' };

// Noon of a day in whose past a join method ends, so that series end within the range.
const NOW_MS = Date.UTC(2026, 6, 1, 12);
const days = Array.from({ length: DAYS }, (_, index) => dayAt(NOW_MS, index - DAYS));

describeWith(['promtool', 'prometheus'], '90 days x 5 sites x 3 windows, queried from blocks', (paths) => {
  const simulator = createSimulator({ now: () => NOW_MS, sites: { count: 5, countries: 4 } });
  let folder: TemporaryFolder;
  let prometheus: RunningPrometheus;
  let ended: Ended;

  beforeAll(async () => {
    folder = await createFolder('backfill');
    const tsdb = join(folder.path, 'blocks');
    ended = await runBackfill(simulator, [
      `--from=${days[0]}`,
      `--to=${days.at(-1)}`,
      `--windows=${WINDOWS.map((length) => `${length}d`).join(',')}`,
      '--step=1h',
      `--output-dir=${join(folder.path, 'out')}`,
      ...Object.entries(LABELS).map(([name, value]) => `--label=${name}=${value}`),
      `--promtool=${paths.promtool}`,
      `--tsdb=${tsdb}`,
    ]);
    const dataDir = join(folder.path, 'data');
    await mkdir(dataDir);
    await cp(tsdb, dataDir, { recursive: true });
    prometheus = await startPrometheus({
      binary: paths.prometheus,
      scrapeConfigs: [],
      retention: '10y',
      dataDir,
    });
  }, 300_000);
  afterAll(async () => {
    await prometheus?.stop();
    await folder?.remove();
  });

  it('asks each question once and exits 0', () => {
    expect(ended).toMatchObject({ code: 0 });
    expect(simulator.requests.total).toBe(DAYS * 5 * WINDOWS.length);
  });

  describe('has exactly the series and values that the simulator would have given', () => {
    it.each(days)('%s', async (day) => {
      const truth = truthOn(simulator, { sites: simulator.sites, windows: WINDOWS, day });
      const dayStart = Date.parse(day) / 1000;
      for (const hour of [0, 12, 23]) {
        const samples = await prometheus.query('{__name__=~".+"}', dayStart + hour * 3600);
        expect(bySeries(samples, LABELS)).toEqual(truth);
      }
    });
  });

  it('has a sample each hour and none before or after', async () => {
    const [first = ''] = days;
    const start = Date.parse(first) / 1000;
    const selector = 'count_over_time(webex_meetings[400d:1h])';
    const perSeries = await prometheus.query(selector, start + (DAYS * DAY_MS) / 1000 + 86_400);
    expect(perSeries.map(({ value }) => value)).toEqual(Array.from({ length: 15 }, () => DAYS * 24));
  });
});
