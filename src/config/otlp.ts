import { z } from 'zod';
import { Secret } from '../secret.ts';
import * as values from './values.ts';

/** The push of metrics by OTLP, as far as the standard `OTEL_*` variables leave it to us. */
export interface OtlpConfig {
  /** Where to, for the log. */
  readonly endpoint: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Resource attributes, `service.name` among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Values of the headers, which are credentials as a rule. */
  readonly headerValues: readonly Secret[];
}

/** OpenTelemetry writes durations as milliseconds. */
const SCHEMA = z.object({
  OTEL_METRIC_EXPORT_INTERVAL: values.wholeNumber(1000, 86_400_000),
  OTEL_METRIC_EXPORT_TIMEOUT: values.wholeNumber(1, 86_400_000),
  OTEL_EXPORTER_OTLP_PROTOCOL: values.oneOf(['http/protobuf']),
});

const DEFAULTS = {
  OTEL_METRIC_EXPORT_INTERVAL: '60000',
  OTEL_METRIC_EXPORT_TIMEOUT: '30000',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
};

/**
 * Push is on when an endpoint is set. The exporter library reads endpoint, headers, compression and certificates from the
 * environment by itself, by OpenTelemetry's rules; here they are checked, so that a mistake is an error at the start.
 */
export function readOtlpConfig(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): OtlpConfig | undefined {
  const endpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_METRICS_EXPORTER'] === 'none';
  if (!endpoint || isOff) return undefined;
  const before = problems.length;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    problems.push(`OTEL_EXPORTER_OTLP_ENDPOINT: ${JSON.stringify(endpoint)} is not an http or https URL`);
  }
  const protocol = env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  const read = SCHEMA.safeParse({
    OTEL_METRIC_EXPORT_INTERVAL: env['OTEL_METRIC_EXPORT_INTERVAL'] || DEFAULTS.OTEL_METRIC_EXPORT_INTERVAL,
    OTEL_METRIC_EXPORT_TIMEOUT: env['OTEL_METRIC_EXPORT_TIMEOUT'] || DEFAULTS.OTEL_METRIC_EXPORT_TIMEOUT,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol || DEFAULTS.OTEL_EXPORTER_OTLP_PROTOCOL,
  });
  for (const { path, message } of read.error?.issues ?? []) problems.push(`${path.join('.')}: ${message}`);
  const attributes = readPairs('OTEL_RESOURCE_ATTRIBUTES', env['OTEL_RESOURCE_ATTRIBUTES'], problems);
  const headers = [
    ...readPairs('OTEL_EXPORTER_OTLP_HEADERS', env['OTEL_EXPORTER_OTLP_HEADERS'], problems),
    ...readPairs('OTEL_EXPORTER_OTLP_METRICS_HEADERS', env['OTEL_EXPORTER_OTLP_METRICS_HEADERS'], problems),
  ];
  if (!read.success || problems.length > before) return undefined;
  const serviceName = env['OTEL_SERVICE_NAME'];
  return {
    endpoint,
    intervalMs: read.data.OTEL_METRIC_EXPORT_INTERVAL,
    // A reader whose time-out is longer than its interval is refused by the SDK.
    timeoutMs: Math.min(read.data.OTEL_METRIC_EXPORT_TIMEOUT, read.data.OTEL_METRIC_EXPORT_INTERVAL),
    attributes: {
      ...Object.fromEntries(attributes),
      ...(serviceName ? { 'service.name': serviceName } : {}),
    },
    headerValues: headers.map(([, value]) => new Secret(value)),
  };
}

/** `key=value` pairs with commas between them; values are percent-encoded. */
function readPairs(
  variable: string,
  text: string | undefined,
  problems: string[],
): [key: string, value: string][] {
  if (!text) return [];
  return text.split(',').flatMap((pair): [string, string][] => {
    const [, key = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    try {
      if (key !== '') return [[key, decodeURIComponent(value)]];
    } catch {
      // Not percent-encoded text: refused below, with a word for the user instead of URIError's.
    }
    problems.push(`${variable}: a part of it is not key=value with a percent-encoded value`);
    return [];
  });
}
