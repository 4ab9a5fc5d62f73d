import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface ExpositionOptions {
  readonly producer: MetricProducer;
  /** More of the page, already in the text format. */
  readonly processMetrics: () => Promise<string>;
}

/** Makes the metrics page in Prometheus's text format. Rejects rather than leave part of it out. */
export function createExposition({ producer, processMetrics }: ExpositionOptions): () => Promise<string> {
  // No timestamps: a sample stamped in the past is dropped or goes stale. No scope or target labels: they would
  // change every series' identity.
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return async () => {
    const [{ resourceMetrics }, processPage] = await Promise.all([producer.collect(), processMetrics()]);
    return `${serializer.serialize(resourceMetrics)}${processPage}`;
  };
}
