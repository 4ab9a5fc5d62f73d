import { quote } from '../shown-text.ts';
import { givenBy, type ConfigInput, type Environment } from './environment.ts';
import { readOtlpConfig, readPairs, type OtlpConfig } from './otlp.ts';
import { readValue } from './source.ts';
import * as values from './values.ts';

/** What OpenTelemetry's own variables ask for besides the page. */
export interface OpenTelemetryConfig {
  /** Undefined: nothing is pushed. */
  readonly otlp: OtlpConfig | undefined;
  /** Where OpenTelemetry's Prometheus endpoint listens; undefined: it is not asked for. */
  readonly prometheus: { readonly host: string; readonly port: number } | undefined;
  /** Resource attributes, `service.name` among them where it is given. */
  readonly attributes: Readonly<Record<string, string>>;
}

const EXPORTERS = ['otlp', 'prometheus', 'none'] as const;

/** Undefined when nothing is asked for, or when `problems` got a reason. */
export function readOpenTelemetryConfig(
  input: ConfigInput,
  problems: string[],
): OpenTelemetryConfig | undefined {
  const { env } = input;
  const before = problems.length;
  const disabled = givenBy(env, ['OTEL_SDK_DISABLED'], 'false');
  if (/^true$/i.test(disabled.text)) return undefined;
  if (!/^false$/i.test(disabled.text))
    problems.push(`${disabled.origin}: ${quote(disabled.text)} is not true or false`);
  const exporters = readExporters(env, problems);
  if (exporters.size === 0 || exporters.has('none')) return undefined;
  refuseDetectors(env['OTEL_NODE_RESOURCE_DETECTORS'], problems);
  const attributes = readPairs(givenBy(env, ['OTEL_RESOURCE_ATTRIBUTES']), problems);
  const serviceName = env['OTEL_SERVICE_NAME'];
  const otlp = exporters.has('otlp') ? readOtlpConfig(input, problems) : undefined;
  const prometheus = exporters.has('prometheus') ? readPrometheus(env, problems) : undefined;
  if (problems.length > before) return undefined;
  return {
    otlp,
    prometheus,
    attributes: {
      ...Object.fromEntries(attributes),
      ...(serviceName ? { 'service.name': serviceName } : {}),
    },
  };
}

/** Without OTEL_METRICS_EXPORTER an endpoint is what turns the push on. */
function readExporters(env: Environment, problems: string[]): ReadonlySet<(typeof EXPORTERS)[number]> {
  const { origin, text } = givenBy(env, ['OTEL_METRICS_EXPORTER']);
  if (text === '') {
    const hasEndpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    return new Set(hasEndpoint ? ['otlp'] : []);
  }
  const names = text.split(',').map((name) => name.trim());
  const known = names.flatMap(
    (name) => readValue(values.oneOf(EXPORTERS), { origin, text: name }, problems) ?? [],
  );
  if (known.includes('none') && names.length > 1) problems.push(`${origin}: none stands alone`);
  return new Set(known);
}

/** A detector that is asked for and not there would leave out in silence what somebody's queries go by. */
function refuseDetectors(text: string | undefined, problems: string[]): void {
  for (const name of (text ?? '').split(',').map((part) => part.trim())) {
    if (name !== '' && name !== 'env')
      problems.push(
        `OTEL_NODE_RESOURCE_DETECTORS: ${quote(name)} is not supported; env is, which reads OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME`,
      );
  }
}

function readPrometheus(env: Environment, problems: string[]): OpenTelemetryConfig['prometheus'] {
  const given = givenBy(env, ['OTEL_EXPORTER_PROMETHEUS_PORT'], '9464');
  const port = readValue(values.wholeNumber(0, 65_535), given, problems);
  const host = env['OTEL_EXPORTER_PROMETHEUS_HOST']?.trim() || 'localhost';
  return port === undefined ? undefined : { host, port };
}
