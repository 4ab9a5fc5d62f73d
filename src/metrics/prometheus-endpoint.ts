import { createServer } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type MetricProducer } from '@opentelemetry/sdk-metrics';
import { listenOn, toAuthority } from '../listening.ts';

export interface PrometheusEndpointOptions {
  readonly producer: MetricProducer;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PrometheusEndpoint {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Never rejects. */
  readonly close: () => Promise<void>;
}

const PATH = '/metrics';

/**
 * OpenTelemetry's own Prometheus endpoint, with `target_info` and scope labels as its users know them. Its server is not
 * used: it takes port 0 for 9464, answers no IPv6 host and keeps what goes wrong at the start to itself.
 */
export async function startPrometheusEndpoint({
  producer,
  host,
  port,
  attributes,
}: PrometheusEndpointOptions): Promise<PrometheusEndpoint> {
  const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] });
  const provider = new MeterProvider({ resource: resourceFromAttributes(attributes), readers: [exporter] });
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] === PATH) exporter.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  });
  return {
    address: toAuthority(await listenOn(server, { host, port })),
    async close() {
      server.close();
      server.closeAllConnections();
      await provider.shutdown().catch(() => undefined);
    },
  };
}
