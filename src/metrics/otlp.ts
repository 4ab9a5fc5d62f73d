import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricProducer,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';

export interface OtlpPushOptions {
  readonly producer: MetricProducer;
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

/** Endpoint, headers, compression and certificates come from the standard `OTEL_*` variables, which the exporter reads. */
export function startOtlpPush(options: OtlpPushOptions): OtlpPush {
  const { producer, intervalMs, timeoutMs, attributes, onChange } = options;
  const reader = new PeriodicExportingMetricReader({
    exporter: reportChanges(new OTLPMetricExporter(), onChange),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource: resourceFromAttributes(attributes), readers: [reader] });
  return {
    shutdown: () => provider.shutdown().catch(() => undefined),
  };
}

/** The same exporter, which tells of its first failure and of the first success after it. */
function reportChanges(
  exporter: OTLPMetricExporter,
  onChange: OtlpPushOptions['onChange'],
): PushMetricExporter {
  let isFailing = false;
  return {
    export(metrics, done) {
      exporter.export(metrics, (result) => {
        const failed = result.error !== undefined;
        if (failed !== isFailing) onChange(failed ? (result.error?.message ?? 'no reason given') : undefined);
        isFailing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
    selectAggregationTemporality: (type) => exporter.selectAggregationTemporality(type),
    selectAggregation: (type) => exporter.selectAggregation(type),
  };
}
