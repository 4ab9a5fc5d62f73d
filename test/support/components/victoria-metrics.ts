import { join } from 'node:path';
import { createPrometheusApi, type PrometheusApi } from './prometheus-api.ts';
import { createFolder, type RunningServer, startServer } from './server.ts';

export interface VictoriaMetricsOptions {
  /** Path of the component `victoria-metrics`. */
  readonly binary: string;
  /** Further flags, e.g. `-opentelemetry.usePrometheusNaming`. Default: none. */
  readonly flags?: readonly string[];
}

export interface RunningVictoriaMetrics extends RunningServer, PrometheusApi {
  /** Where OTLP metrics are posted. */
  readonly otlpUrl: string;
}

/** Starts VictoriaMetrics as a receiver of OTLP metrics. What it received can be queried a few seconds later. */
export async function startVictoriaMetrics(options: VictoriaMetricsOptions): Promise<RunningVictoriaMetrics> {
  const folder = await createFolder('victoria-metrics');
  const server = await startServer({
    binary: options.binary,
    args: (port) => [
      `-storageDataPath=${join(folder.path, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      ...(options.flags ?? []),
    ],
    readyPath: '/health',
    folder,
  });
  return {
    ...server,
    ...createPrometheusApi(server.url),
    otlpUrl: `${server.url}/opentelemetry/v1/metrics`,
  };
}
