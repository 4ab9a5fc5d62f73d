import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createProcessMetrics } from '../../../src/metrics/process.ts';
import { parseExposition, type Family } from '../../support/exposition-parser.ts';

/** Gauges that prom-client names like counters; promtool objects. */
const MISNAMED = /^nodejs_active_(?:handles|requests|resources)_total$/;

describe('the metrics of the process', () => {
  it("have the names, types, words and labels of prom-client's defaults", async () => {
    const register = new Registry();
    collectDefaultMetrics({ register });
    const render = createProcessMetrics();
    collectGarbage();
    await sleep(250);
    const theirs = parseExposition((await register.metrics()).replaceAll('\n\n', '\n'));
    const ours = parseExposition(await render('text'));
    const wanted = [...theirs.values()].filter(
      ({ name, samples }) => samples.length > 0 && !MISNAMED.test(name),
    );
    expect(wanted.length).toBeGreaterThan(20);
    const labelsOf = (family: Family | undefined): string[] =>
      Object.keys(family?.samples[0]?.labels ?? {}).toSorted();
    for (const family of wanted) {
      const { name, type, help } = family;
      const own = ours.get(name);
      expect(own).toMatchObject({ name, type, help });
      expect(labelsOf(own)).toEqual(labelsOf(family));
    }
    expect([...ours.keys()].filter((name) => !theirs.has(name))).toEqual([]);
    expect(ours.get('nodejs_gc_duration_seconds')?.samples.length).toBe(
      wanted.find(({ name }) => name === 'nodejs_gc_duration_seconds')?.samples.length,
    );
  });

  it('have the values of prom-client', async () => {
    const register = new Registry();
    collectDefaultMetrics({ register });
    const render = createProcessMetrics();
    const theirs = parseExposition((await register.metrics()).replaceAll('\n\n', '\n'));
    const ours = parseExposition(await render('text'));
    const valueOf = (families: typeof ours, name: string): number =>
      families.get(name)?.samples[0]?.value ?? NaN;
    for (const name of ['process_open_fds', 'process_max_fds', 'nodejs_version_info'])
      expect(valueOf(ours, name)).toBe(valueOf(theirs, name));
    for (const name of ours.keys()) {
      if (!/^process_.*(?:bytes|start_time_seconds)$|^nodejs_(?:heap|external)/.test(name)) continue;
      const difference = Math.abs(valueOf(ours, name) - valueOf(theirs, name));
      expect(difference).toBeLessThan(Math.max(0.2 * valueOf(theirs, name), 1e6));
    }
    const spaces = (families: typeof ours) =>
      families.get('nodejs_heap_space_size_total_bytes')?.samples.map(({ labels }) => labels);
    expect(spaces(ours)).toEqual(spaces(theirs));
  });

  it('are all there whenever they are asked for, in both formats', async () => {
    const render = createProcessMetrics();
    collectGarbage();
    await sleep(250);
    const readTypes = (page: string): readonly string[] => page.match(/^# TYPE .*$/gm) ?? [];
    for (const format of ['text', 'openmetrics'] as const) {
      const types = readTypes(await render(format));
      expect(types).toContain('# TYPE nodejs_version_info gauge');
      expect(readTypes(await render(format))).toEqual(types);
    }
  });

  it('are those of the moment at which they are asked for, the delays those since the time before', async () => {
    const render = createProcessMetrics();
    const read = async (name: string): Promise<number> =>
      parseExposition(await render('text')).get(name)?.samples[0]?.value ?? NaN;
    const cpuSeconds = await read('process_cpu_seconds_total');
    await sleep(250);
    spin(300);
    await sleep(0);
    expect(await read('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.15);
    expect(await read('nodejs_eventloop_lag_max_seconds')).toBeNaN();
    expect(await read('process_cpu_seconds_total')).toBeGreaterThan(cpuSeconds);
    expect(await read('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });
});

function spin(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
