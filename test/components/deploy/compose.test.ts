import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter } from '../../support/components/process.ts';
import { runPromtool } from '../../support/components/prometheus.ts';

const folder = fileURLToPath(new URL('../../../deploy/compose', import.meta.url));

const service = z.looseObject({
  image: z.string(),
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
      'exporter',
      'grafana',
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

  it.each(['exporter', 'simulator'])('lets the %s do no more than it must', (name) => {
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

  it('has a simulator that the program can start', async () => {
    const command =
      services['simulator']?.command.map((arg) => arg.replace(/=:10055$/, '=127.0.0.1:0')) ?? [];
    await using simulator = await startExporter(command);
    await simulator.waitForLine(/simulator listening/);
    expect(await simulator.stop()).toBe(0);
  });

  it('has settings that the program accepts', async () => {
    const env = Object.fromEntries(
      Object.entries(parseEnv(readText('simulator.env'))).map(([name, value]) => [name, value ?? '']),
    );
    await using exporter = await startExporter(['--config.check'], env);
    expect(await exporter.exited).toBe(0);
    expect(exporter.stderr).toEqual([]);
  });
});

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
