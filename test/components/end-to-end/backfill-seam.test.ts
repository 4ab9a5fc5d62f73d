import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { runBackfill, simulatedAccount, type Ended } from '../../support/backfill.ts';
import { dayAt } from '../../support/day-files.ts';
import { bySeries, truthOn } from '../../support/backfill-truth.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';
import { urlOf } from '../../support/listening.ts';
import { HOUR_MS } from '../../support/time.ts';

const SITES = ['acme-apac.webex.com', 'acme-labs.webex.com'];
const HISTORY_DAYS = 3;
/** What live data and history both have. */
const EVERYTHING = '{__name__=~"webex_(meeting|window_(start|end)|site_info).*"}';
/** Of one figure: two sites, two windows. */
const SERIES = 4;

describeWith(['promtool', 'prometheus'], 'history under live data, in a running Prometheus', (paths) => {
  const simulator = createSimulator({ now: Date.now, sites: SITES });
  let webex: RunningSimulator;
  let exporter: RunningProcess;
  let prometheus: RunningPrometheus;
  let folder: TemporaryFolder;
  let ended: Ended;
  let labels: { job: string; instance: string };
  /** Of the first scrape, and of the moment before the blocks came, in seconds. */
  let liveSince: number;
  let blocksSince: number;
  let liveSamples: number;

  beforeAll(async () => {
    folder = await createFolder('backfill');
    webex = await listenSimulator(simulator);
    exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
      ...simulatedAccount(simulator, webex.url),
      WEBEX_WINDOWS: '1d,7d',
    });
    const url = await urlOf(exporter);
    await waitFor(async () => (await fetch(`${url}/-/ready`)).ok, 15_000);
    labels = { job: 'webex', instance: new URL(url).host };
    const dataDir = join(folder.path, 'data');
    prometheus = await startPrometheus({
      binary: paths.prometheus,
      scrapeConfigs: [{ job_name: labels.job, static_configs: [{ targets: [labels.instance] }] }],
      retention: '10y',
      dataDir,
    });
    await waitFor(async () => {
      const [count] = await prometheus.query('sum(count_over_time(webex_meetings[10m]))');
      return (count?.value ?? 0) >= 5 * SERIES;
    }, 30_000);
    const [first] = await prometheus.query('min(min_over_time(timestamp(webex_meetings)[10m:1s]))');
    liveSince = first?.value ?? 0;
    blocksSince = Date.now() / 1000;
    liveSamples = await countLive();

    // Three hours later, as far as the run knows: earlier nothing may be written up to the seam.
    const tsdb = join(folder.path, 'blocks');
    ended = await runBackfill(
      simulator,
      [
        `--from=${dayAt(liveSince * 1000, -HISTORY_DAYS)}`,
        `--to=${dayAt(liveSince * 1000)}`,
        `--until=${new Date(liveSince * 1000).toISOString().slice(0, 19)}Z`,
        '--windows=1d,7d',
        `--label=job=${labels.job}`,
        `--label=instance=${labels.instance}`,
        `--output-dir=${join(folder.path, 'out')}`,
        `--promtool=${paths.promtool}`,
        `--tsdb=${tsdb}`,
      ],
      { nowMs: Date.now() + 3 * HOUR_MS + 60_000 },
    );
    // It looks for new blocks once a minute.
    await cp(tsdb, dataDir, { recursive: true });
    await waitFor(async () => (await prometheus.query(EVERYTHING, liveSince - 3600)).length > 0, 120_000);
  }, 300_000);
  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
    await webex?.close();
    await folder?.remove();
  });

  /** Samples of one figure that came after the first scrape and before the blocks. */
  async function countLive(): Promise<number> {
    const rangeMs = Math.floor((blocksSince - liveSince) * 1000);
    const counts = await prometheus.query(`sum(count_over_time(webex_meetings[${rangeMs}ms]))`, blocksSince);
    return counts[0]?.value ?? 0;
  }

  it('is written, and exits 0', () => {
    expect(ended).toMatchObject({ code: 0 });
  });

  it('has the figures of each past day and those of the live exporter', async () => {
    const endOfHistory = liveSince - 1;
    const nows = Array.from({ length: HISTORY_DAYS + 1 }, (_, ago) => endOfHistory - ago * 86_400);
    for (const seconds of [...nows, Date.now() / 1000]) {
      const truth = truthOn(simulator, { sites: SITES, windows: [1, 7], day: dayAt(seconds * 1000) });
      expect(bySeries(await prometheus.query(EVERYTHING, seconds), labels)).toEqual(truth);
    }
  });

  it('has one series for both, without a hole at the seam', async () => {
    for (const [reachSeconds, stepSeconds] of [
      [30, 1],
      [26 * 3600, 60],
    ] as const) {
      const start = Math.floor(liveSince) - reachSeconds;
      const end = Math.floor(liveSince) + Math.min(reachSeconds, Math.floor(Date.now() / 1000 - liveSince));
      const series = await prometheus.queryRange('webex_meetings', start, end, stepSeconds);
      expect(series.map(({ labels: { site, window } }) => `${site} ${window}`).sort()).toEqual(
        SITES.flatMap((site) => [`${site} 1d`, `${site} 7d`]).sort(),
      );
      const steps = Math.floor((end - start) / stepSeconds) + 1;
      expect(series.map(({ points }) => points.length)).toEqual([steps, steps, steps, steps]);
    }
  });

  it('has lost no sample of the live exporter', async () => {
    expect(liveSamples).toBeGreaterThan(SERIES);
    expect(await countLive()).toBe(liveSamples);
  });
});

async function waitFor(isReady: () => Promise<boolean>, timeout: number): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await isReady())) throw new Error('is not ready');
    },
    { timeout, interval: 500 },
  );
}
