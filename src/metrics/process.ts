import { collectDefaultMetrics, Registry } from 'prom-client';
import { renderMetadata, type Format } from './page/format.ts';
import { renderHead } from './page/line.ts';
import { createProcessReadings, type Labels } from './process-readings.ts';

/** Gauges that prom-client names like counters; promtool objects, and each has a correctly named twin by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** prom-client declares its types as an enumeration and gives strings. */
const TYPES: ReadonlyMap<string, 'gauge' | 'counter' | 'histogram'> = new Map([
  ['gauge', 'gauge'],
  ['counter', 'counter'],
  ['histogram', 'histogram'],
]);

type Described = ReturnType<Registry['getMetricsAsArray']>[number];

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

  function headOf(name: string, labels: Labels): string {
    let key = name;
    for (const label in labels) key += `\n${labels[label]}`;
    const known = heads.get(key);
    if (known !== undefined) return known;
    const head = renderHead(name, Object.keys(labels), Object.values(labels).map(String));
    heads.set(key, head);
    return head;
  }

  return async (format) => {
    let page = '';
    let metric = '';
    const take = (name: string, value: number, labels: Labels = {}, lineName = name): void => {
      if (name !== metric) page += metadata.get(name)?.[format] ?? '';
      metric = name;
      if (Number.isFinite(value)) page += `${headOf(lineName, labels)}${value}\n`;
    };
    read(take);
    for (const { name, values } of await register.getMetricsAsJSON()) {
      for (const value of values)
        take(name, value.value, value.labels, 'metricName' in value ? String(value.metricName) : name);
    }
    return page;
  };
}

function toMetadata({ name, help, type }: Described): Readonly<Record<Format, string>> {
  const about = { name, help, type: TYPES.get(String(type)) ?? 'gauge' };
  return { text: renderMetadata(about, 'text'), openmetrics: renderMetadata(about, 'openmetrics') };
}
