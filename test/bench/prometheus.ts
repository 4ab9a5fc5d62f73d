import { setTimeout as sleep } from 'node:timers/promises';
import { component } from '../support/components/component.ts';
import { startPrometheus } from '../support/components/prometheus.ts';
import { compiled, startChild } from './child.ts';
import { SERIES_PER_SITE } from './sites.ts';

const INTERVAL_SECONDS = 2;
const OBSERVED_SECONDS = 40;

/** What a real Prometheus says of its scrapes; seconds, medians. */
export interface PrometheusResult {
  readonly version: string;
  readonly exporterSeconds: number;
  readonly staticSeconds: number;
}

/** A real Prometheus scrapes the exporter and the static bytes in the same format; undefined where there is none. */
export async function measurePrometheus(series: number): Promise<PrometheusResult | undefined> {
  const prometheus = await component('prometheus-sid');
  if ('missing' in prometheus) return undefined;
  const sites = String(Math.round(series / SERIES_PER_SITE));
  const ways = ['exporter', 'static'] as const;
  const children = await Promise.all(
    ways.map((way) => startChild({ program: compiled('scrape-server'), args: [way, sites] })),
  );
  const server = await startPrometheus({
    binary: prometheus.path,
    scrapeConfigs: children.map(({ url }, index) => ({
      job_name: ways[index],
      scrape_interval: `${INTERVAL_SECONDS}s`,
      scrape_timeout: `${INTERVAL_SECONDS}s`,
      scrape_protocols: ['PrometheusText0.0.4'],
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  });
  // The first scrapes make the series, at another cost.
  await sleep(15_000 + OBSERVED_SECONDS * 1000);
  const median = async (way: string): Promise<number> => {
    const expression = `quantile_over_time(0.5, scrape_duration_seconds{job="${way}"}[${OBSERVED_SECONDS}s])`;
    return (await server.query(expression))[0]?.value ?? NaN;
  };
  const result = {
    version: prometheus.version,
    exporterSeconds: await median('exporter'),
    staticSeconds: await median('static'),
  };
  await server.stop();
  for (const child of children) await child.stop();
  return result;
}
