import { collectDefaultMetrics, Registry } from 'prom-client';
import { renderMetadata, type Format } from './page/format.ts';
import { renderHead } from './page/line.ts';
import { createProcessReadings, type Labels, type Take } from './process-readings.ts';

/** Gauges that prom-client names like counters; promtool objects, and each has a correctly named twin by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** They say the same for as long as the process runs, and are asked for once: a third of what prom-client takes for a scrape. */
const CONSTANT = ['process_start_time_seconds', 'process_max_fds', 'nodejs_version_info'];

/** prom-client declares its types as an enumeration and gives strings. */
const TYPES: ReadonlyMap<string, 'gauge' | 'counter' | 'histogram'> = new Map([
  ['gauge', 'gauge'],
  ['counter', 'counter'],
  ['histogram', 'histogram'],
]);

type Described = ReturnType<Registry['getMetricsAsArray']>[number];
type Values = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** A histogram's lines have other names than it has itself. */
type TakeLine = (...args: [...Parameters<Take>, lineName?: string]) => void;

/**
 * prom-client's default `process_*` and `nodejs_*` metrics, which users' Node dashboards expect. It says which there are and
 * what the cheap ones have for values; the others are read by ourselves, and all are written by our own renderer: asking
 * its registry for OpenMetrics renames its counters in place. All but the values is written once.
 */
export function createProcessMetrics(): (format: Format) => Promise<string> {
  const register = new Registry();
  // Its own looks at the event loop are not read: once an hour is never.
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 3_600_000 });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  const metadata = new Map(register.getMetricsAsArray().map((metric) => [metric.name, toMetadata(metric)]));
  const heads = new Map<string, string>();
  const read = createProcessReadings();
  read((name) => register.removeSingleMetric(name));
  const constants = moveMetrics(register, CONSTANT);
  const constantText: { [name in Format]?: string } = {};

  function headOf(name: string, labels: Labels): string {
    let key = name;
    for (const label in labels) key += `\n${labels[label]}`;
    const known = heads.get(key);
    if (known !== undefined) return known;
    const head = renderHead(name, Object.keys(labels), Object.values(labels).map(String));
    heads.set(key, head);
    return head;
  }

  function write(format: Format, giveTo: (take: TakeLine) => void): string {
    let text = '';
    let metric = '';
    giveTo((name, value, labels = {}, lineName = name) => {
      if (name !== metric) text += metadata.get(name)?.[format] ?? '';
      metric = name;
      if (Number.isFinite(value)) text += `${headOf(lineName, labels)}${value}\n`;
    });
    return text;
  }

  return async (format) => {
    const asked = await register.getMetricsAsJSON();
    constantText[format] ??= write(format, takeAll(await constants.getMetricsAsJSON()));
    return write(format, read) + write(format, takeAll(asked)) + constantText[format];
  };
}

function takeAll(metrics: Values): (take: TakeLine) => void {
  return (take) => {
    for (const { name, values } of metrics) {
      for (const value of values)
        take(name, value.value, value.labels, 'metricName' in value ? String(value.metricName) : name);
    }
  };
}

function moveMetrics(from: Registry, names: readonly string[]): Registry {
  const to = new Registry();
  for (const name of names) {
    const metric = from.getSingleMetric(name);
    if (metric) to.registerMetric(metric);
    from.removeSingleMetric(name);
  }
  return to;
}

function toMetadata({ name, help, type }: Described): Readonly<Record<Format, string>> {
  const about = { name, help, type: TYPES.get(String(type)) ?? 'gauge' };
  return { text: renderMetadata(about, 'text'), openmetrics: renderMetadata(about, 'openmetrics') };
}
