import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter } from '../../support/components/process.ts';
import { createFolder } from '../../support/components/server.ts';
import { chartFolder, createHelm, type Manifest } from './helm.ts';
import { toLocal } from './local-container.ts';
import { readContainer, readPodTemplate } from './pod.ts';

const probe = z.object({
  exec: z.object({ command: z.tuple([z.literal('node'), z.literal('-e'), z.string()]) }),
});

/** Puts a configuration file of the chart where the program looks for it. */
function mountConfig(manifests: readonly Manifest[], folder: string): void {
  for (const map of manifests.filter(({ metadata }) => metadata.name.endsWith('-config'))) {
    const { data } = z.looseObject({ data: z.record(z.string(), z.string()) }).parse(map);
    for (const [name, text] of Object.entries(data)) {
      writeFileSync(join(folder, 'config', name), text.replaceAll('/etc/webex-exporter', folder));
    }
  }
}

describeWith(['helm'], 'the program', (paths) => {
  const helm = createHelm(paths.helm);
  const mounts = createFolder('mounts');
  afterAll(async () => (await mounts).remove());
  const standalone = readdirSync(join(chartFolder, 'ci')).filter((name) => !name.startsWith('sidecar'));

  it.each(standalone)('accepts the configuration that the chart gives it: %s', async (name) => {
    const manifests = await helm.render({ valuesFile: join(chartFolder, 'ci', name) });
    const { spec } = readPodTemplate(manifests);
    const folder = mkdtempSync(join((await mounts).path, 'pod-'));
    const { args, env } = toLocal(readContainer(spec), folder);
    mountConfig(manifests, folder);
    await using exporter = await startExporter([...args, '--config.check'], env);
    expect(await exporter.exited).toBe(0);
    expect(exporter.stderr).toEqual([]);
    expect(exporter.stdout.join('\n')).toContain('"accounts"');
  });

  it('accepts how the simulator is started', async () => {
    const { spec } = readPodTemplate(await helm.render({ values: { simulator: { enabled: true } } }));
    const args = readContainer(spec, 'simulator').args.map((arg) => arg.replace(':10055', ':0'));
    await using simulator = await startExporter(args);
    expect(await simulator.waitForLine(/simulator listening/)).toContain('127.0.0.1');
    expect(await simulator.stop()).toBe(0);
  });
});

describeWith(['helm'], 'a probe that runs in the container', (paths) => {
  const helm = createHelm(paths.helm);
  const server = createServer();
  afterEach(() => server.close());

  async function readCommand(port: number, config: object): Promise<readonly string[]> {
    const values = {
      settings: { sites: ['acme.webex.com'] },
      credentials: { existingSecret: 'webex' },
      web: { bind: 'localhost', port, config },
    };
    const container: unknown = readContainer(readPodTemplate(await helm.render({ values })).spec);
    const { livenessProbe } = z.looseObject({ livenessProbe: probe }).parse(container);
    return livenessProbe.exec.command.slice(1);
  }

  async function answerWith(status: number): Promise<number> {
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      response.writeHead(request.url === '/-/healthy' ? status : 404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  it.each([
    ['passes', 200, {}, 0],
    ['fails', 503, {}, 1],
    ['passes with a page that asks for a password', 401, { existingSecret: 'web', auth: true }, 0],
  ])('%s where the answer is %i', async (_, status, config, code) => {
    const command = await readCommand(await answerWith(status), config);
    expect(await runCommand(process.execPath, command)).toMatchObject({ code });
  });

  it.each([{}, { existingSecret: 'web', auth: true }])('fails where nobody listens (%o)', async (config) => {
    const command = await readCommand(await answerWith(200), config);
    server.close();
    expect(await runCommand(process.execPath, command)).toMatchObject({ code: 1 });
  });
});
