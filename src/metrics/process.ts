import { createHistogram } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
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

/** How often is looked how late the event loop is: every 10 ms, prom-client's default, costs an idle process more than all else. */
const LOOK_MS = 100;

/**
 * prom-client's default `process_*` and `nodejs_*` metrics, which users' Node dashboards expect, written by our own
 * renderer: asking its registry for OpenMetrics renames its counters in place. All but the values is written once, and is
 * the greater part of the work.
 */
export function createProcessMetrics(): (format: Format) => Promise<string> {
  const register = new Registry();
  // Its own looks at the event loop are not read: once an hour is never.
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 3_600_000 });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  const updateLag = createLag(register);
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
    updateLag();
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

/**
 * Sets `nodejs_eventloop_lag_*` from a histogram of two figures: to ask prom-client's, which has three, takes as long as all
 * its other metrics together.
 */
function createLag(register: Registry): () => void {
  const name = 'nodejs_eventloop_lag_seconds';
  register.removeSingleMetric(name);
  const turn = new Gauge({ name, help: 'Lag of event loop in seconds.', registers: [register] });
  const delays = createHistogram({ figures: 2 });
  setInterval(() => delays.recordDelta(), LOOK_MS).unref();

  function set(statistic: string, nanoseconds: number): void {
    const gauge = register.getSingleMetric(`nodejs_eventloop_lag_${statistic}_seconds`);
    if (gauge instanceof Gauge) gauge.set(delays.count === 0 ? NaN : Math.max(0, nanoseconds) / 1e9);
  }

  return () => {
    const asked = process.hrtime.bigint();
    setImmediate(() => turn.set(Number(process.hrtime.bigint() - asked) / 1e9));
    const lookNs = LOOK_MS * 1e6;
    set('min', delays.min - lookNs);
    set('max', delays.max - lookNs);
    set('mean', delays.mean - lookNs);
    set('stddev', delays.stddev);
    set('p50', delays.percentile(50) - lookNs);
    set('p90', delays.percentile(90) - lookNs);
    set('p99', delays.percentile(99) - lookNs);
    delays.reset();
  };
}
