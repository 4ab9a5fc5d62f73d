import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { runBackfill } from '../../support/backfill.ts';
import { dayAt, readDayFiles } from '../../support/day-files.ts';
import { bySeries, truthOn } from '../../support/backfill-truth.ts';
import { runToSuccess } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';
import {
  startVictoriaMetrics,
  type RunningVictoriaMetrics,
} from '../../support/components/victoria-metrics.ts';

const LABELS = { job: 'webex', instance: 'webex-exporter:10054' };
const nowMs = Date.now();
const days = [-40, -39, -38].map((ago) => dayAt(nowMs, ago));

describeWith(['victoria-metrics'], 'day files posted to VictoriaMetrics as they are', (paths) => {
  const simulator = createSimulator({
    now: () => nowMs,
    sites: ['acme-labs.webex.com', 'acme-eu.webex.com'],
  });
  let folder: TemporaryFolder;
  let victoriaMetrics: RunningVictoriaMetrics;
  let directory: string;

  beforeAll(async () => {
    folder = await createFolder('backfill');
    directory = join(folder.path, 'out');
    await runBackfill(simulator, [
      `--from=${days[0]}`,
      `--to=${days.at(-1)}`,
      '--windows=1d,28d',
      '--step=15m',
      `--output-dir=${directory}`,
      ...Object.entries(LABELS).map(([name, value]) => `--label=${name}=${value}`),
    ]);
    victoriaMetrics = await startVictoriaMetrics({
      binary: paths['victoria-metrics'],
      flags: ['-retentionPeriod=2y'],
    });
  });
  afterAll(async () => {
    await victoriaMetrics?.stop();
    await folder?.remove();
  });

  it('takes the command of the documentation, and reads the seconds as seconds', async () => {
    const { url } = victoriaMetrics;
    const files = [...readDayFiles(directory).keys()].map((name) => join(directory, name));
    expect(files).toHaveLength(days.length);
    for (const file of files)
      await runToSuccess('curl', [
        '-sS',
        '--fail',
        '-T',
        file,
        '-X',
        'POST',
        `${url}/api/v1/import/prometheus`,
      ]);
    await fetch(`${url}/internal/force_flush`);

    for (const day of days) {
      const truth = truthOn(simulator, { sites: simulator.sites, windows: [1, 28], day });
      for (const minutes of [0, 12 * 60, 23 * 60 + 45]) {
        const seconds = Date.parse(day) / 1000 + minutes * 60;
        const samples = await victoriaMetrics.query('{job="webex"}', seconds);
        expect(bySeries(samples, LABELS)).toEqual(truth);
      }
    }
  });
});
