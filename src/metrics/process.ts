import { collectDefaultMetrics, Registry } from 'prom-client';
import { renderMetadata, type Format } from './page/format.ts';
import { renderHead } from './page/line.ts';

/** Gauges that prom-client names like counters; promtool objects, and each has a correctly named twin by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** prom-client gives its types as an enumeration that its JSON does not have. */
const TYPES: ReadonlyMap<string, 'gauge' | 'counter' | 'histogram'> = new Map([
  ['gauge', 'gauge'],
  ['counter', 'counter'],
  ['histogram', 'histogram'],
]);

/**
 * prom-client's default `process_*` and `nodejs_*` metrics, which users' Node dashboards expect, written by our own
 * renderer: asking its registry for OpenMetrics renames its counters in place. All but the values is written once, and is
 * the greater part of the work.
 */
export function createProcessMetrics(): (format: Format) => Promise<string> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  const metadata = { text: new Map<string, string>(), openmetrics: new Map<string, string>() };
  const heads = new Map<string, string>();

  function headOf(name: string, labels: Readonly<Record<string, string | number | undefined>>): string {
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
    for (const { name, help, type, values } of await register.getMetricsAsJSON()) {
      let about = metadata[format].get(name);
      if (about === undefined) {
        about = renderMetadata({ name, help, type: TYPES.get(String(type)) ?? 'gauge' }, format);
        metadata[format].set(name, about);
      }
      page += about;
      for (const value of values) {
        // Some are NaN until there is something to measure.
        if (Number.isFinite(value.value))
          page += `${headOf('metricName' in value ? String(value.metricName) : name, value.labels)}${value.value}\n`;
      }
    }
    return page;
  };
}
