import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { createFolder, startServer, type TemporaryFolder } from '../../support/components/server.ts';
import {
  startVictoriaMetrics,
  type RunningVictoriaMetrics,
} from '../../support/components/victoria-metrics.ts';
import { urlOf } from '../../support/listening.ts';

const FOLDER = fileURLToPath(new URL('../../../deploy/prometheus/', import.meta.url));
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));
const RULES = FILES.map((file) => `-rule=${file}`);

const SITES = ['acme.webex.com', 'acme-eu.webex.com'];
const PATIENCE = { timeout: 40_000, interval: 500 };

const answer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            type: z.enum(['alerting', 'recording']),
            health: z.string(),
            lastError: z.string().optional(),
            lastEvaluation: z.string(),
            alerts: z.array(z.object({ labels: z.record(z.string(), z.string()) })).nullish(),
          }),
        ),
      }),
    ),
  }),
});

type Rule = z.output<typeof answer>['data']['groups'][number]['rules'][number];

describeWith(['victoria-metrics', 'vmalert'], "VictoriaMetrics' vmalert", (paths) => {
  let webex: RunningSimulator;
  let exporter: RunningProcess;
  let victoria: RunningVictoriaMetrics;
  let folder: TemporaryFolder;

  beforeAll(async () => {
    webex = await listenSimulator(createSimulator({ now: Date.now }));
    exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], {
      WEBEX_SITES: SITES.join(','),
      WEBEX_WINDOWS: '1d',
      // Which an alert is about.
      WEBEX_MAX_LABEL_VALUES: '2',
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webex.url,
      WEBEX_API_URL: webex.url,
    });
    folder = await createFolder('vmalert');
    const target = new URL(await urlOf(exporter)).host;
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [{ job_name: 'webex-exporter', static_configs: [{ targets: [target] }] }],
    };
    const scrapes = join(folder.path, 'scrapes.yaml');
    await writeFile(scrapes, JSON.stringify(config)); // JSON is YAML
    victoria = await startVictoriaMetrics({
      binary: paths['victoria-metrics'],
      flags: [`-promscrape.config=${scrapes}`, '-search.latencyOffset=0s'],
    });
  });
  afterAll(async () => {
    await exporter?.stop();
    await victoria?.stop();
    await webex?.close();
    await folder?.remove();
  });

  it('takes every rule file', async () => {
    expect(FILES.length).toBeGreaterThan(3);
    const checked = await runCommand(paths.vmalert, ['-dryRun', ...RULES]);
    expect(checked).toMatchObject({ code: 0 });
    const broken = join(folder.path, 'broken.yaml');
    await writeFile(broken, 'groups: [{name: a, rules: [{alert: B, expr: "sum("}]}]');
    expect((await runCommand(paths.vmalert, ['-dryRun', `-rule=${broken}`])).code).not.toBe(0);
  });

  it(
    'evaluates every rule without an error, records, and finds what is wrong',
    { timeout: 90_000 },
    async () => {
      const often = await Promise.all(
        FILES.map(async (file) => {
          const copy = join(folder.path, `often-${basename(file)}`);
          const text = await readFile(file, 'utf8');
          // Rules build upon what others have recorded: not in minutes but in seconds.
          await writeFile(copy, text.replaceAll(/^ *interval: \d+m\n/gm, ''));
          return `-rule=${copy}`;
        }),
      );
      await using vmalert = await startServer({
        binary: paths.vmalert,
        args: (port) => [
          ...often,
          '-evaluationInterval=1s',
          '-group.maxStartDelay=1s',
          '-rule.evalDelay=0s',
          `-httpListenAddr=127.0.0.1:${port}`,
          `-datasource.url=${victoria.url}`,
          `-remoteWrite.url=${victoria.url}`,
          '-notifier.blackhole',
        ],
        readyPath: '/health',
        folder: await createFolder('vmalert-run'),
      });
      const rules = async (): Promise<readonly Rule[]> => {
        const { data } = answer.parse(await (await fetch(`${vmalert.url}/api/v1/rules`)).json());
        return data.groups.flatMap((group) => group.rules);
      };
      const foldedAt = async (): Promise<readonly unknown[]> =>
        (await rules())
          .filter(({ name }) => name === 'WebexLabelValuesFolded')
          .flatMap(({ alerts }) => alerts ?? [])
          .map(({ labels }) => labels['site']);
      await expect.poll(async () => new Set(await foldedAt()), PATIENCE).toEqual(new Set(SITES));
      const recorded = 'site:webex_day:end_timestamp_seconds';
      await expect.poll(async () => (await victoria.query(recorded)).length, PATIENCE).toBe(SITES.length);

      const all = await rules();
      expect(all.filter(({ type }) => type === 'alerting').length).toBeGreaterThan(20);
      expect(all.filter(({ lastEvaluation }) => lastEvaluation.startsWith('0001'))).toEqual([]);
      expect(all.filter(({ health, lastError }) => health !== 'ok' || lastError)).toEqual([]);
    },
  );
});
