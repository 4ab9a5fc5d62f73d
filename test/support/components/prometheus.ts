import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Finished, runCommand } from './command.ts';
import { component } from './component.ts';
import { createPrometheusApi, getData, type Labels, type PrometheusApi } from './prometheus-api.ts';
import { createFolder, type RunningServer, startServer } from './server.ts';

export interface PrometheusOptions {
  /** Path of a `prometheus` component. */
  readonly binary: string;
  /** The value of `scrape_configs`: objects, or the YAML text of the list. Scrapes are made every second by default. */
  readonly scrapeConfigs: readonly object[] | string;
  /** Absolute paths or globs of rule files, evaluated every second. Default: none. */
  readonly ruleFiles?: readonly string[];
  /** Base URLs of Alertmanagers. Default: none. */
  readonly alertmanagers?: readonly string[];
  /** How long samples are kept, e.g. `10y` for backfilled ones. Default: Prometheus's own 15 days. */
  readonly retention?: string;
  /** An existing data folder, which stop leaves in place. Default: an empty one, removed on stop. */
  readonly dataDir?: string;
  /** Further flags. Default: none. */
  readonly flags?: readonly string[];
}

/** An active target as Prometheus sees it. */
export interface Target {
  readonly labels: Labels;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Empty when the last scrape went well. */
  readonly lastError: string;
}

export interface RunningPrometheus extends RunningServer, PrometheusApi {
  readonly targets: () => Promise<readonly Target[]>;
}

const activeTargets = z.object({
  activeTargets: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      scrapeUrl: z.string(),
      health: z.enum(['up', 'down', 'unknown']),
      lastError: z.string(),
    }),
  ),
});

/**
 * Starts Prometheus and waits until it answers queries; rejects with its log when it refuses to start. It looks at its
 * targets for the first time about five seconds later, which no flag shortens: share one start between tests.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const folder = await createFolder('prometheus');
  const config = join(folder.path, 'prometheus.yml');
  await writeFile(config, toConfig(options));
  const server = await startServer({
    binary: options.binary,
    args: (port) => [
      `--config.file=${config}`,
      `--storage.tsdb.path=${options.dataDir ?? join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(options.retention === undefined ? [] : [`--storage.tsdb.retention.time=${options.retention}`]),
      ...(options.flags ?? []),
    ],
    readyPath: '/-/ready',
    folder,
  });
  return {
    ...server,
    ...createPrometheusApi(server.url),
    targets: async () => activeTargets.parse(await getData(server.url, 'targets')).activeTargets,
  };
}

/** Runs the component `promtool`; rejects when this machine has none. */
export async function runPromtool(args: readonly string[], stdin?: string): Promise<Finished> {
  const promtool = await component('promtool');
  if ('missing' in promtool) throw new Error(`promtool is not available here (${promtool.missing})`);
  return runCommand(promtool.path, args, stdin === undefined ? {} : { stdin });
}

/** Every line is `key: JSON`, which is YAML; only given text is YAML of another kind. */
function toConfig({ scrapeConfigs, ruleFiles = [], alertmanagers = [] }: PrometheusOptions): string {
  const targets = alertmanagers.map((url) => new URL(url).host);
  const settings = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ruleFiles,
    alerting: { alertmanagers: targets.length === 0 ? [] : [{ static_configs: [{ targets }] }] },
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const scrapes =
    typeof scrapeConfigs === 'string'
      ? `\n${scrapeConfigs.replaceAll(/^(?=.)/gm, '  ')}`
      : ` ${JSON.stringify(scrapeConfigs)}`;
  return `${lines.join('\n')}\nscrape_configs:${scrapes}\n`;
}
