import { ValueType, type Attributes, type HrTime } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type CollectionResult,
  type DataPoint,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  labelNames,
  type AccountHistogram,
  type Instrument,
  type Point,
  type ScalarInstrument,
} from './instrument.ts';
import { INSTRUMENTS } from './instruments.ts';

export interface ProducerOptions {
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
  /** Counters count from here. */
  readonly startMs: number;
}

/**
 * The table applied to the newest snapshot, as OpenTelemetry metric data. A producer and not SDK gauges: an observable
 * gauge goes on exporting a label set that is no longer observed, for ever.
 */
export function createProducer({ snapshot, now, startMs }: ProducerOptions): MetricProducer {
  return {
    collect(): Promise<CollectionResult> {
      const metrics = toMetrics(snapshot(), { startTime: toHrTime(startMs), endTime: toHrTime(now()) });
      // One scope for all: Prometheus refuses a page that has a name in two scopes.
      const scopeMetrics = [{ scope: { name: 'webex-exporter' }, metrics }];
      return Promise.resolve({ resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] });
    },
  };
}

type Period = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>;

/** A metric without any series is left out: it would be a HELP line about nothing. */
function toMetrics(snapshot: Snapshot, period: Period): MetricData[] {
  return INSTRUMENTS.map((instrument) => toMetricData(instrument, snapshot, period)).filter(
    ({ dataPoints }) => dataPoints.length > 0,
  );
}

function toMetricData(instrument: Instrument, snapshot: Snapshot, period: Period): MetricData {
  const common = {
    descriptor: {
      name: instrument.name,
      description: instrument.help,
      unit: instrument.unit,
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (instrument.type === 'histogram') {
    const dataPoints = toHistogramPoints(instrument, snapshot, period);
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const names = labelNames(instrument);
  const dataPoints = observe(instrument, snapshot).map(({ labels, value }): DataPoint<number> => ({
    ...period,
    attributes: toAttributes(names, labels),
    value,
  }));
  return instrument.type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** All points of a row, the values of its subject's labels put before its own. */
function observe(instrument: ScalarInstrument, snapshot: Snapshot): Point[] {
  const { windows, accounts, exporter } = snapshot;
  switch (instrument.subject) {
    case 'summary':
      return windows.flatMap(({ site, window, summary }) =>
        summary === undefined ? [] : prefix([site, window], instrument.observe(summary)),
      );
    case 'window':
      return windows.flatMap((window) => prefix([window.site, window.window], instrument.observe(window)));
    case 'account':
      return accounts.flatMap((account) => prefix([account.account], instrument.observe(account)));
    case 'exporter':
      return [...instrument.observe(exporter)];
  }
}

function prefix(subject: readonly string[], points: Iterable<Point>): Point[] {
  return Array.from(points, ({ labels, value }) => ({ labels: [...subject, ...labels], value }));
}

function toHistogramPoints(
  instrument: AccountHistogram,
  { accounts }: Snapshot,
  period: Period,
): DataPoint<Histogram>[] {
  const names = labelNames(instrument);
  return accounts.flatMap((account) =>
    Array.from(instrument.observe(account), ({ labels, sum, count, bucketCounts }) => ({
      ...period,
      attributes: toAttributes(names, [account.account, ...labels]),
      value: { sum, count, buckets: { boundaries: [...instrument.bounds], counts: [...bucketCounts] } },
    })),
  );
}

function toAttributes(names: readonly string[], values: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
