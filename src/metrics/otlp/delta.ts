import type { HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type HistogramMetricData,
  type MetricData,
  type ResourceMetrics,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';

/** What counters and histograms have counted since the last push that was acknowledged. */
export interface DeltaConverter {
  /**
   * The same metrics with deltas for sums. Until `acknowledge` is called, the next ones begin where these did: what a
   * failed push carried goes with the next.
   */
  readonly convert: (metrics: ResourceMetrics) => {
    readonly metrics: ResourceMetrics;
    readonly acknowledge: () => void;
  };
}

/**
 * Deltas of cumulative metrics. A series that counts less than before was reset, and all it has counted is new. One that
 * is absent for a while goes on where it was, as `rate()` takes it too.
 */
export function createDeltaConverter(): DeltaConverter {
  const sums = new Map<string, number>();
  const histograms = new Map<string, Histogram>();
  let acknowledged: HrTime | undefined;
  let newest = 0;

  return {
    convert(metrics) {
      newest += 1;
      const own = newest;
      const seenSums = new Map<string, number>();
      const seenHistograms = new Map<string, Histogram>();
      let end: HrTime | undefined;

      const since = <T>(point: DataPoint<T>, value: T): DataPoint<T> => {
        end = point.endTime;
        return { ...point, startTime: acknowledged ?? point.startTime, value };
      };
      const toDelta = (metric: MetricData): MetricData => {
        const temporality = { aggregationTemporality: AggregationTemporality.DELTA };
        switch (metric.dataPointType) {
          case DataPointType.SUM:
            return { ...metric, ...temporality, dataPoints: toSumPoints(metric) };
          case DataPointType.HISTOGRAM:
            return { ...metric, ...temporality, dataPoints: toHistogramPoints(metric) };
          case DataPointType.GAUGE:
          case DataPointType.EXPONENTIAL_HISTOGRAM:
            return metric;
        }
      };
      const toSumPoints = ({ descriptor, dataPoints }: SumMetricData): DataPoint<number>[] =>
        dataPoints.map((point) => {
          const id = idOf(descriptor.name, point);
          seenSums.set(id, point.value);
          const before = sums.get(id) ?? 0;
          return since(point, point.value < before ? point.value : point.value - before);
        });
      const toHistogramPoints = ({ descriptor, dataPoints }: HistogramMetricData): DataPoint<Histogram>[] =>
        dataPoints.map((point) => {
          const id = idOf(descriptor.name, point);
          seenHistograms.set(id, point.value);
          return since(point, subtract(point.value, histograms.get(id)));
        });

      const scopeMetrics = metrics.scopeMetrics.map((scope) => ({
        ...scope,
        metrics: scope.metrics.map(toDelta),
      }));
      return {
        metrics: { ...metrics, scopeMetrics },
        acknowledge() {
          // An answer that comes after the next push has begun is too late: that one carries the same again.
          if (own !== newest) return;
          for (const [id, value] of seenSums) sums.set(id, value);
          for (const [id, value] of seenHistograms) histograms.set(id, value);
          acknowledged = end ?? acknowledged;
        },
      };
    },
  };
}

function subtract(value: Histogram, before: Histogram | undefined): Histogram {
  if (before === undefined || value.count < before.count) return value;
  return {
    ...value,
    count: value.count - before.count,
    sum: (value.sum ?? 0) - (before.sum ?? 0),
    buckets: {
      ...value.buckets,
      counts: value.buckets.counts.map((count, index) => count - (before.buckets.counts[index] ?? 0)),
    },
  };
}

/** The producer gives the attributes of a metric always in the same order. */
function idOf(name: string, { attributes }: DataPoint<unknown>): string {
  return JSON.stringify([name, ...Object.values(attributes)]);
}
