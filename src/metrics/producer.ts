import { ValueType, type HrTime } from '@opentelemetry/api';
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
import type { Instrument } from './instrument.ts';
import { histogramsOf, seriesOf, type Series } from './series.ts';

export interface ProducerOptions {
  readonly instruments: readonly Instrument[];
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
  /** Counters count from here. */
  readonly startMs: number;
}

/**
 * The table applied to the newest snapshot, as OpenTelemetry metric data. A producer and not SDK gauges: an observable
 * gauge goes on exporting a label set that is no longer observed, for ever.
 */
export function createProducer({ instruments, snapshot, now, startMs }: ProducerOptions): MetricProducer {
  return {
    collect(): Promise<CollectionResult> {
      const period = { startTime: toHrTime(startMs), endTime: toHrTime(now()) };
      const present = snapshot();
      // A metric without any series is left out: it would be a HELP line about nothing.
      const metrics = instruments
        .map((instrument) => toMetricData(instrument, present, period))
        .filter(({ dataPoints }) => dataPoints.length > 0);
      // One scope for all: Prometheus refuses a page that has a name in two scopes.
      const scopeMetrics = [{ scope: { name: 'webex-exporter' }, metrics }];
      return Promise.resolve({ resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] });
    },
  };
}

type Period = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>;

function toMetricData(instrument: Instrument, snapshot: Snapshot, period: Period): MetricData {
  const common = {
    descriptor: {
      name: instrument.name,
      description: instrument.help,
      // UCUM's; the name has Prometheus's.
      unit: /_seconds(_total)?$/.test(instrument.name) ? 's' : '',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (instrument.type === 'histogram') {
    const dataPoints = toDataPoints(
      instrument.labels,
      histogramsOf(instrument, snapshot),
      period,
      ({ sum, count, bucketCounts }): Histogram => ({
        sum,
        count,
        buckets: { boundaries: [...instrument.bounds], counts: [...bucketCounts] },
      }),
    );
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = toDataPoints(
    instrument.labels,
    seriesOf(instrument, snapshot),
    period,
    ({ value }) => value,
  );
  return instrument.type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

function toDataPoints<P extends { readonly labels: readonly string[] }, V>(
  names: readonly string[],
  series: Iterable<Series<P>>,
  period: Period,
  toValue: (point: P) => V,
): DataPoint<V>[] {
  return Array.from(series).flatMap(({ subject, points }) =>
    Array.from(points, (point) => {
      const own = names.map((name, place) => [name, point.labels[place] ?? ''] as const);
      return { ...period, attributes: Object.fromEntries([...subject, ...own]), value: toValue(point) };
    }),
  );
}

function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
