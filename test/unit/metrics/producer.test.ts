import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../../src/exporter/collectors.ts';
import { createProducer } from '../../../src/metrics/producer.ts';
import { createGoldenStore, goldenNowMs, goldenStartMs } from '../../support/golden-store.ts';

const { snapshot } = createGoldenStore();

async function collect(startMs: number, nowMs: number): Promise<MetricData[]> {
  const producer = createProducer({ instruments: INSTRUMENTS, snapshot, now: () => nowMs, startMs });
  const { resourceMetrics } = await producer.collect();
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

describe('the metric data', () => {
  it('count from the start of the program to the moment that is asked, to the millisecond', async () => {
    const instants = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    await fc.assert(
      fc.asyncProperty(instants, instants, async (startMs, nowMs) => {
        const points = (await collect(startMs, nowMs)).flatMap<MetricData['dataPoints'][number]>(
          ({ dataPoints }) => dataPoints,
        );
        const times = points.flatMap(({ startTime, endTime }) => [startTime, endTime]);
        expect(new Set(times.map(String))).toEqual(
          new Set([startMs, nowMs].map((ms) => `${Math.floor(ms / 1000)},${(ms % 1000) * 1_000_000}`)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('are of the kind that their row says, and only counters are monotonic sums', async () => {
    const kinds = (await collect(goldenStartMs, goldenNowMs)).map((metric) => {
      const { descriptor, dataPointType, aggregationTemporality } = metric;
      const isMonotonic = 'isMonotonic' in metric ? metric.isMonotonic : undefined;
      return { name: descriptor.name, dataPointType, aggregationTemporality, isMonotonic };
    });
    const wanted = {
      gauge: { dataPointType: DataPointType.GAUGE, isMonotonic: undefined },
      counter: { dataPointType: DataPointType.SUM, isMonotonic: true },
      histogram: { dataPointType: DataPointType.HISTOGRAM, isMonotonic: undefined },
    };
    const shown = new Set(kinds.map(({ name }) => name));
    expect(kinds).toEqual(
      INSTRUMENTS.filter(({ name }) => shown.has(name)).map(({ name, type }) => ({
        name,
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        ...wanted[type],
      })),
    );
    expect(new Set(kinds.map(({ dataPointType }) => dataPointType)).size).toBe(3);
  });

  it('are in seconds where their name says so, and without a unit elsewhere', async () => {
    const units = (await collect(goldenStartMs, goldenNowMs)).map(({ descriptor: { name, unit } }) => [
      name.includes('_seconds'),
      unit,
    ]);
    expect(new Set(units.map(String))).toEqual(new Set(['true,s', 'false,']));
  });
});
