import { collectDefaultMetrics, Registry } from 'prom-client';
import { z } from 'zod';
import { renderMetadata, type Format } from './page/format.ts';
import { renderLine } from './page/line.ts';

/** Gauges that prom-client names like counters; promtool objects, and each has a correctly named twin by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

const family = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['gauge', 'counter', 'histogram']),
  values: z.array(
    z.object({
      metricName: z.string().optional(),
      labels: z.record(z.string(), z.union([z.string(), z.number()])),
      // Some are NaN until there is something to measure; zod's number refuses that.
      value: z.custom<number>((value) => typeof value === 'number'),
    }),
  ),
});

/**
 * prom-client's default `process_*` and `nodejs_*` metrics, which users' Node dashboards expect, written by our own
 * renderer: asking its registry for OpenMetrics renames its counters in place.
 */
export function createProcessMetrics(): (format: Format) => Promise<string> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  return async (format) => {
    const families = z.array(family).parse(await register.getMetricsAsJSON());
    return families
      .map(({ values, ...about }) => `${renderMetadata(about, format)}${renderValues(about.name, values)}`)
      .join('');
  };
}

function renderValues(name: string, values: z.output<typeof family>['values']): string {
  return values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ metricName, labels, value }) =>
      renderLine(metricName ?? name, Object.keys(labels), Object.values(labels).map(String), value),
    )
    .join('');
}
