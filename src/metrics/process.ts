import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges that prom-client names like counters; promtool objects, and each has a correctly named twin by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** prom-client's default `process_*` and `nodejs_*` metrics in the text format, which users' Node dashboards expect. */
export function createProcessMetrics(): () => Promise<string> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  return () => register.metrics();
}
