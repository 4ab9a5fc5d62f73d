import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, startProcess, type RunningProcess } from '../../support/components/process.ts';
import { runPromtool, startPrometheus } from '../../support/components/prometheus.ts';
import { createFolder } from '../../support/components/server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'deploy', 'compose');

const service = z.looseObject({
  image: z.string(),
  entrypoint: z.array(z.string()).default([]),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.looseObject({}))]).default([]),
  command: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
});
const { services } = z
  .looseObject({ services: z.record(z.string(), service) })
  .parse(parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), { merge: true }));

function readText(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('the compose file', () => {
  it('has all that is needed to look around', () => {
    expect(Object.keys(services).sort()).toEqual([
      'alertmanager',
      'blocks',
      'exporter',
      'grafana',
      'history',
      'prometheus',
      'simulator',
    ]);
  });

  it('mounts only what exists', () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((source) => source.startsWith('.'));
    expect(mounted.length).toBeGreaterThan(3);
    expect(mounted.filter((source) => !existsSync(join(folder, source)))).toEqual([]);
  });

  it('opens ports to this machine alone, each once', () => {
    const ports = Object.values(services).flatMap((each) => each.ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it.each(['exporter', 'history', 'simulator'])('lets the %s do no more than it must', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('has Prometheus scrape the exporter and send to Alertmanager by their names', () => {
    const text = readText('prometheus.yaml');
    expect(text).toContain("'exporter:10054'");
    expect(text).toContain("'alertmanager:9093'");
    expect(services['exporter']?.ports).toEqual(['127.0.0.1:10054:10054']);
  });

  it('starts Prometheus with the history, and goes on without it where Webex gives none', () => {
    const isDone = { condition: 'service_completed_successfully', required: false };
    expect(services['prometheus']?.depends_on).toEqual({ blocks: isDone });
    expect(services['blocks']?.depends_on).toEqual({ history: isDone });
    expect(services['exporter']?.depends_on).toMatchObject({ history: isDone });
  });

  it('has a simulator that the program can start', async () => {
    const command =
      services['simulator']?.command.map((arg) => arg.replace(/=:10055$/, '=127.0.0.1:0')) ?? [];
    await using simulator = await startExporter(command);
    await simulator.waitForLine(/simulator listening/);
    expect(await simulator.stop()).toBe(0);
  });

  it('has settings that the program accepts', async () => {
    const env = toStrings(parseEnv(readText('simulator.env')));
    await using exporter = await startExporter(['--config.check'], env);
    expect(await exporter.exited).toBe(0);
    expect(exporter.stderr).toEqual([]);
  });
});

/** What a service runs, with other folders, as `sh -euc SCRIPT`; `$$` is compose's way to write `$`. */
function scriptOf(name: string, folders: Readonly<Record<string, string>>): readonly string[] {
  const [script = ''] = services[name]?.command ?? [];
  const moved = Object.entries(folders).reduce((text, [from, to]) => text.replaceAll(from, to), script);
  return [...(services[name]?.entrypoint.slice(1) ?? []), moved.replaceAll('$$', '$')];
}

describeWith(['prometheus', 'promtool'], 'the history in compose', ({ prometheus: binary, promtool }) => {
  it('is in Prometheus before the exporter is, as the series that a scrape goes on with', async () => {
    const { path: folder } = await createFolder('compose');
    const command =
      services['simulator']?.command.map((arg) => arg.replace(/=:10055$/, '=127.0.0.1:0')) ?? [];
    await using simulator = await startExporter(command);
    const url = /url=(\S+)/.exec(await simulator.waitForLine(/simulator listening/))?.[1] ?? '';

    const settings = parseEnv(readText('simulator.env').replaceAll('http://simulator:10055', url));
    await using history = await startProcess(
      '/bin/sh',
      scriptOf('history', {
        'node /app/dist/main.js': `${process.execPath} ${join(root, 'dist', 'main.js')}`,
        '/var/lib/webex-exporter': folder,
      }),
      { env: { ...toStrings(settings), HISTORY_DAYS: '9', WEBEX_STATE_DIR: join(folder, 'state') } },
    );
    await endWell(history);

    const dataDir = join(folder, 'prometheus');
    await mkdir(dataDir);
    await using blocks = await startProcess(
      '/bin/sh',
      scriptOf('blocks', {
        'promtool ': `${promtool} `,
        '/exporter': folder,
        '/prometheus': dataDir,
        '65534:65534': `${process.getuid?.()}:${process.getgid?.()}`,
      }),
    );
    await endWell(blocks);
    expect((await readdir(join(folder, 'history'))).filter((name) => name.endsWith('.om'))).toEqual([]);

    const prometheus = await startPrometheus({ binary, dataDir, retention: '400d', scrapeConfigs: [] });
    const days = await prometheus.query('count_over_time(webex_meetings[9d:1d] offset 4h)');
    await prometheus.stop();
    const { job_name: job, static_configs } = scrapeConfigOf('webex');
    const instance = static_configs[0]?.labels['instance'];
    const sites = settings['WEBEX_SITES']?.split(',') ?? [];
    expect(days.map(({ labels }) => labels)).toEqual(
      sites.toSorted().map((site) => ({ job, instance, site, window: '1d' })),
    );
    expect(days.map(({ value }) => value)).toEqual(sites.map(() => 9));
  });

  it('is left out where nobody wants it', async () => {
    await using history = await startProcess('/bin/sh', scriptOf('history', {}), {
      env: { HISTORY_DAYS: '0' },
    });
    expect(await history.exited).toBe(0);
  });
});

const prometheusSchema = z.looseObject({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      static_configs: z.array(
        z.object({ targets: z.array(z.string()), labels: z.record(z.string(), z.string()).default({}) }),
      ),
    }),
  ),
});

function scrapeConfigOf(job: string): z.infer<typeof prometheusSchema>['scrape_configs'][number] {
  const { scrape_configs: all } = prometheusSchema.parse(parse(readText('prometheus.yaml')));
  const config = all.find((each) => each.job_name === job);
  if (config === undefined) throw new Error(`prometheus.yaml has no job ${job}`);
  return config;
}

async function endWell(process: RunningProcess): Promise<void> {
  const code = await process.exited;
  if (code !== 0) throw new Error(`ended with ${code}: ${process.stderr.join('\n')}`);
}

function toStrings(settings: NodeJS.Dict<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? '']));
}

describeWith(['promtool', 'amtool'], 'the configuration in compose', ({ amtool }) => {
  it('of Prometheus is accepted by promtool', async () => {
    const finished = await runPromtool(['check', 'config', '--syntax-only', join(folder, 'prometheus.yaml')]);
    expect(finished).toMatchObject({ code: 0 });
  });

  it('of Alertmanager is accepted by amtool', async () => {
    const finished = await runCommand(amtool, ['check-config', join(folder, 'alertmanager.yaml')]);
    expect(finished).toMatchObject({ code: 0 });
  });
});
