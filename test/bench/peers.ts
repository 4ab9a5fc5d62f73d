import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { isPolled, labelNames } from '../../src/metrics/instrument.ts';
import { seriesOf } from '../../src/metrics/series.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

/** Renders the page anew each time, as these libraries do. */
export type RenderPage = () => Promise<string>;

/** One value as a gauge of a library takes it. */
type SetGauge = (labels: Record<string, string>, value: number) => void;

/** prom-client with the figures in gauges and its own metrics of the process, as its users have them. */
export function createPromClient(snapshot: Snapshot): RenderPage {
  const register = new Registry();
  collectDefaultMetrics({ register });
  fill(snapshot, (name, help, names) => {
    const gauge = new Gauge({ name, help, labelNames: [...names], registers: [register] });
    return (labels, value) => gauge.set(labels, value);
  });
  return () => register.metrics();
}

/** OpenTelemetry's SDK with the figures in gauges, and its own serialisation. */
export function createOpenTelemetry(snapshot: Snapshot): RenderPage {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({
    readers: [reader],
    // The default of 2000 series would drop most of them.
    views: [{ instrumentName: '*', aggregationCardinalityLimit: Number.MAX_SAFE_INTEGER }],
  });
  const meter = provider.getMeter('benchmark');
  fill(snapshot, (name, description) => {
    const gauge = meter.createGauge(name, { description });
    return (labels, value) => gauge.record(value, labels);
  });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return async () => serializer.serialize((await reader.collect()).resourceMetrics);
}

function fill(
  snapshot: Snapshot,
  createGauge: (name: string, help: string, labelNames: readonly string[]) => SetGauge,
): void {
  for (const instrument of INSTRUMENTS.filter(isPolled)) {
    const names = labelNames(instrument);
    const set = createGauge(instrument.name, instrument.help, names);
    for (const { subject, points } of seriesOf(instrument, snapshot)) {
      for (const { labels, value } of points) {
        const own = instrument.labels.map((name, index) => [name, labels[index] ?? ''] as const);
        set(Object.fromEntries([...subject, ...own]), value);
      }
    }
  }
}
