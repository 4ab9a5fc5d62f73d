import { hostname } from 'node:os';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import type { NetworkConfig } from '../config/network.ts';
import type { OpenTelemetryConfig } from '../config/open-telemetry.ts';
import type { OtlpConfig } from '../config/otlp.ts';
import { toListenError } from '../listening.ts';
import type { Logger } from '../log.ts';
import type { Send } from '../metrics/otlp/push.ts';
import { createProducer } from '../metrics/producer.ts';
import { createOpen, proxyForTunnel } from '../network/connection.ts';
import { createFetch } from '../network/fetch.ts';
import { createSecurity } from '../network/secure-options.ts';
import { proxyFor } from '../proxy.ts';
import type { Runtime } from '../runtime.ts';
import { type Redactor, Secret, withoutCredentials } from '../secret.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { INSTRUMENTS } from './collectors.ts';

/** How long the last push may hold up a stop. */
const FLUSH_GRACE_MS = 1500;

export interface OpenTelemetryOptions {
  readonly openTelemetry: OpenTelemetryConfig;
  readonly network: NetworkConfig;
  readonly snapshot: () => Snapshot;
  readonly startMs: number;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/**
 * Starts what OpenTelemetry's variables ask for, and loads nothing else. What it returns pushes once more and ends all of
 * it, within its grace. Rejects when the Prometheus endpoint cannot listen.
 */
export async function startOpenTelemetry(options: OpenTelemetryOptions): Promise<() => Promise<void>> {
  const { openTelemetry, snapshot, startMs, runtime } = options;
  const { clock, build } = runtime;
  const { otlp, prometheus } = openTelemetry;
  const producer = createProducer({ instruments: INSTRUMENTS, snapshot, now: clock.now, startMs });
  const attributes = {
    'service.name': 'webex-exporter',
    'service.version': build.version,
    'service.instance.id': hostname(),
    ...openTelemetry.attributes,
  };
  const endings = await Promise.all([
    otlp && startPush(otlp, producer, attributes, options),
    prometheus && startEndpoint(prometheus, producer, attributes, options),
  ]);
  return async () => {
    const ended = Promise.all(endings.map((end) => end?.() ?? Promise.resolve()));
    await Promise.race([ended, clock.sleep(FLUSH_GRACE_MS)]);
  };
}

type Attributes = OpenTelemetryConfig['attributes'];

async function startPush(
  otlp: OtlpConfig,
  producer: MetricProducer,
  attributes: Attributes,
  { network, runtime, log, redactor }: OpenTelemetryOptions,
): Promise<() => Promise<void>> {
  const secrets = Object.values(otlp.headers).filter((value) => value instanceof Secret);
  redactor.protect('OTLP headers', ...secrets);
  const { endpoint, protocol } = otlp;
  const proxy =
    protocol === 'grpc' ? proxyForTunnel(endpoint, network.proxies) : proxyFor(endpoint, network.proxies);
  const about = {
    endpoint: withoutCredentials(endpoint),
    protocol,
    proxy: proxy && withoutCredentials(proxy),
  };
  const { startOtlpPush } = await import('../metrics/otlp/push.ts');
  const push = startOtlpPush({
    producer,
    send: await createSend(otlp, network, runtime),
    temporality: otlp.temporality,
    intervalMs: otlp.intervalMs,
    timeoutMs: otlp.timeoutMs,
    attributes,
    onChange(failure) {
      if (failure === undefined) log.info('push by OTLP succeeds again', about);
      else
        log.warn('push by OTLP fails; polls and scrapes go on, the next push is tried as usual', {
          ...about,
          error: failure,
        });
    },
  });
  log.info('pushing by OTLP', { ...about, interval_ms: otlp.intervalMs });
  return () => push.shutdown();
}

async function createSend(otlp: OtlpConfig, network: NetworkConfig, runtime: Runtime): Promise<Send> {
  const { endpoint, protocol, compression, timeoutMs } = otlp;
  const headers = {
    'user-agent': `webex-exporter/${runtime.build.version}`,
    ...Object.fromEntries(
      Object.entries(otlp.headers).map(([name, value]) => [
        name,
        value instanceof Secret ? value.reveal() : value,
      ]),
    ),
  };
  const common = { endpoint, headers, isCompressed: compression === 'gzip', timeoutMs };
  const { ca, cert, key } = otlp.tls;
  const tls = { ca: ca === undefined ? network.ca : [ca], cert, key: key?.reveal() };
  if (protocol === 'grpc') {
    const { createGrpcSender } = await import('../metrics/otlp/grpc.ts');
    const proxy = proxyForTunnel(endpoint, network.proxies);
    return createGrpcSender({ ...common, open: createOpen(endpoint, proxy, createSecurity(tls), 'h2') });
  }
  const { createHttpSender } = await import('../metrics/otlp/http.ts');
  const format = protocol === 'http/json' ? 'json' : 'protobuf';
  return createHttpSender({ ...common, format, fetch: createFetch({ proxies: network.proxies, tls }) });
}

async function startEndpoint(
  { host, port }: { readonly host: string; readonly port: number },
  producer: MetricProducer,
  attributes: Attributes,
  { log }: OpenTelemetryOptions,
): Promise<() => Promise<void>> {
  const { startPrometheusEndpoint } = await import('../metrics/prometheus-endpoint.ts');
  const endpoint = await startPrometheusEndpoint({ producer, host, port, attributes }).catch(
    (error: unknown) => {
      throw toListenError(error, 'OTEL_EXPORTER_PROMETHEUS_PORT', { host, port });
    },
  );
  log.info("serving OpenTelemetry's Prometheus endpoint, which web.config.file does not guard", {
    opentelemetry_address: endpoint.address,
  });
  return endpoint.close;
}
