import { callbackify } from 'node:util';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricProducer,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { createDeltaConverter } from './delta.ts';

/** Sends metrics once. Resolves with what the receiver did not like of them, if anything; rejects when it did not take them. */
export type Send = (metrics: ResourceMetrics) => Promise<string | undefined>;

export interface OtlpPushOptions {
  readonly producer: MetricProducer;
  readonly send: Send;
  readonly temporality: 'cumulative' | 'delta';
  readonly intervalMs: number;
  /** Bound on one push, at most the interval. */
  readonly timeoutMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Told when pushes begin to fail, with the reason, and when they succeed again, with undefined. */
  readonly onChange: (failure: string | undefined) => void;
}

/** Pushes what the producer makes, at its own pace: a dead receiver disturbs neither polls nor scrapes. */
export interface OtlpPush {
  /** Pushes once more and ends. Never rejects. */
  shutdown(): Promise<void>;
}

/** A push that failed is not repeated: the next one carries all of it. */
export function startOtlpPush(options: OtlpPushOptions): OtlpPush {
  const { producer, intervalMs, timeoutMs, attributes } = options;
  const reader = new PeriodicExportingMetricReader({
    exporter: createPushExporter(options),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource: resourceFromAttributes(attributes), readers: [reader] });
  return {
    shutdown: () => provider.shutdown().catch(() => undefined),
  };
}

export function createPushExporter({
  send,
  temporality,
  onChange,
}: Pick<OtlpPushOptions, 'send' | 'temporality' | 'onChange'>): PushMetricExporter {
  const converter = temporality === 'delta' ? createDeltaConverter() : undefined;
  let isFailing = false;

  const report = (failure: string | undefined): void => {
    if ((failure !== undefined) !== isFailing) onChange(failure);
    isFailing = failure !== undefined;
  };

  async function push(cumulative: ResourceMetrics): Promise<{ readonly code: 0 | 1 }> {
    const { metrics, acknowledge } = converter?.convert(cumulative) ?? { metrics: cumulative };
    try {
      const complaint = await send(metrics);
      acknowledge?.();
      report(complaint);
      return { code: 0 };
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
      return { code: 1 };
    }
  }

  return {
    export(metrics, done) {
      callbackify(push)(metrics, (_, result) => done(result));
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    // Of what the SDK itself would measure, which is nothing: the producer's metrics are cumulative until here.
    selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
  };
}
