import * as fc from 'fast-check';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { ValueType } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createPushExporter } from '../../../../src/metrics/otlp/push.ts';

/** What has been counted since the start, by account. */
type Counts = Readonly<Record<string, number>>;

const descriptor = { description: '', unit: '', valueType: ValueType.DOUBLE };
const CUMULATIVE = { aggregationTemporality: AggregationTemporality.CUMULATIVE };

function toMetrics(counts: Counts, seconds: number): ResourceMetrics {
  const point = <T>(account: string, value: T): DataPoint<T> => ({
    attributes: { account },
    startTime: [0, 0],
    endTime: [seconds, 0],
    value,
  });
  const entries = Object.entries(counts);
  const metrics: MetricData[] = [
    {
      descriptor: { ...descriptor, name: 'requests_total' },
      ...CUMULATIVE,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: entries.map(([account, count]) => point(account, count)),
    },
    {
      descriptor: { ...descriptor, name: 'duration_seconds' },
      ...CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: entries.map(([account, count]) => point(account, toHistogram(count))),
    },
    {
      descriptor: { ...descriptor, name: 'meetings' },
      ...CUMULATIVE,
      dataPointType: DataPointType.GAUGE,
      dataPoints: entries.map(([account, count]) => point(account, count)),
    },
  ];
  return { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'test' }, metrics }] };
}

/** Every third observation is a slow one of 2 s, the others take 1 s. */
function toHistogram(count: number): Histogram {
  const slow = Math.floor(count / 3);
  return { count, sum: count + slow, buckets: { boundaries: [1], counts: [count - slow, slow] } };
}

/** A receiver that sums what it is given; `answer` says what becomes of a push after it arrived. */
function createReceiver(): {
  readonly push: (counts: Counts, seconds: number, fate: 'acknowledged' | 'refused') => Promise<void>;
  readonly sums: Map<string, number>;
  readonly histograms: Map<string, Histogram>;
  readonly gauges: Map<string, number>;
  readonly periods: (readonly [start: number, end: number])[];
  /** Of sums and histograms. */
  readonly temporalities: Set<AggregationTemporality>;
} {
  const sums = new Map<string, number>();
  const histograms = new Map<string, Histogram>();
  const gauges = new Map<string, number>();
  const periods: [number, number][] = [];
  const temporalities = new Set<AggregationTemporality>();
  let fate: 'acknowledged' | 'refused' = 'acknowledged';
  const exporter = createPushExporter({
    temporality: 'delta',
    onChange: () => undefined,
    send: ({ scopeMetrics }) => {
      if (fate === 'refused') return Promise.reject(new Error('refused'));
      for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
        for (const { attributes, startTime, endTime, value } of metric.dataPoints) {
          const account = String(attributes['account']);
          if (metric.dataPointType === DataPointType.GAUGE) gauges.set(account, Number(value));
          else if (typeof value === 'number') {
            temporalities.add(metric.aggregationTemporality);
            sums.set(account, (sums.get(account) ?? 0) + value);
            periods.push([startTime[0], endTime[0]]);
          } else if ('buckets' in value && 'boundaries' in value.buckets) {
            temporalities.add(metric.aggregationTemporality);
            histograms.set(account, add(histograms.get(account), value));
          }
        }
      }
      return Promise.resolve(undefined);
    },
  });
  return {
    sums,
    histograms,
    gauges,
    periods,
    temporalities,
    push(counts, seconds, newFate) {
      fate = newFate;
      return new Promise((resolve) => {
        exporter.export(toMetrics(counts, seconds), () => resolve());
      });
    },
  };
}

function add(a: Histogram | undefined, b: Histogram): Histogram {
  if (a === undefined) return b;
  const counts = b.buckets.counts.map((count, index) => count + (a.buckets.counts[index] ?? 0));
  return { count: a.count + b.count, sum: (a.sum ?? 0) + (b.sum ?? 0), buckets: { ...b.buckets, counts } };
}

describe('deltas', () => {
  it('add up to the counters, whichever pushes fail', async () => {
    const step = fc.record({
      counted: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat(9)),
      isAcknowledged: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const receiver = createReceiver();
        const counts: Record<string, number> = {};
        let seconds = 0;
        for (const { counted, isAcknowledged } of [...steps, { counted: {}, isAcknowledged: true }]) {
          for (const [account, count] of Object.entries(counted))
            counts[account] = (counts[account] ?? 0) + count;
          seconds += 1;
          await receiver.push(counts, seconds, isAcknowledged ? 'acknowledged' : 'refused');
        }
        expect(Object.fromEntries(receiver.sums)).toEqual(counts);
        expect(Object.fromEntries(receiver.gauges)).toEqual(counts);
        for (const [account, count] of Object.entries(counts))
          expect(receiver.histograms.get(account)).toEqual(toHistogram(count));
      }),
    );
  });

  it('cover the time without a gap and without an overlap', async () => {
    const receiver = createReceiver();
    await receiver.push({ a: 1 }, 10, 'acknowledged');
    await receiver.push({ a: 2 }, 20, 'refused');
    await receiver.push({ a: 3 }, 30, 'acknowledged');
    await receiver.push({ a: 3 }, 40, 'acknowledged');
    expect(receiver.temporalities).toEqual(new Set([AggregationTemporality.DELTA]));
    expect(receiver.periods).toEqual([
      [0, 10],
      [10, 30],
      [30, 40],
    ]);
  });

  it('take a counter that counts less than before for a new one', async () => {
    const receiver = createReceiver();
    await receiver.push({ a: 7 }, 10, 'acknowledged');
    await receiver.push({ a: 2 }, 20, 'acknowledged');
    await receiver.push({ a: 3 }, 30, 'acknowledged');
    expect(receiver.sums.get('a')).toBe(10);
  });

  it('go on where they were when a series comes back', async () => {
    const receiver = createReceiver();
    await receiver.push({ a: 7, b: 1 }, 10, 'acknowledged');
    await receiver.push({ b: 1 }, 20, 'acknowledged');
    await receiver.push({ a: 9, b: 1 }, 30, 'acknowledged');
    expect(receiver.sums.get('a')).toBe(9);
  });

  it('count once what is acknowledged late but before the next push, twice what comes later', async () => {
    const received: number[] = [];
    const answers: (() => void)[] = [];
    const exporter = createPushExporter({
      temporality: 'delta',
      onChange: () => undefined,
      send: ({ scopeMetrics }) => {
        received.push(Number(scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value));
        return new Promise((resolve) => answers.push(() => resolve(undefined)));
      },
    });
    const push = (count: number, seconds: number): void =>
      exporter.export(toMetrics({ a: count }, seconds), () => undefined);
    push(5, 10);
    answers[0]?.();
    await Promise.resolve();
    push(8, 20);
    push(9, 30);
    answers[1]?.();
    await Promise.resolve();
    answers[2]?.();
    await Promise.resolve();
    push(9, 40);
    expect(received).toEqual([5, 3, 4, 0]);
  });
});

describe('a push', () => {
  it('is told when pushes begin to fail and when they succeed again, and no more', async () => {
    const told: (string | undefined)[] = [];
    const answers: (Error | string | undefined)[] = [
      undefined,
      new Error('HTTP 503'),
      new Error('HTTP 503'),
      undefined,
      'the receiver rejects 3 data points of each push',
      undefined,
    ];
    const codes: number[] = [];
    const exporter = createPushExporter({
      temporality: 'cumulative',
      onChange: (failure) => told.push(failure),
      send() {
        const answer = answers.shift();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
    for (let push = 1; push <= 6; push++) {
      await new Promise<void>((resolve) => {
        exporter.export(toMetrics({ a: push }, push), ({ code }) => {
          codes.push(code);
          resolve();
        });
      });
    }
    expect(told).toEqual([
      'HTTP 503',
      undefined,
      'the receiver rejects 3 data points of each push',
      undefined,
    ]);
    expect(codes).toEqual([0, 1, 1, 0, 0, 0]);
  });
});
