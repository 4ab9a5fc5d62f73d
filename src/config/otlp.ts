import type { z } from 'zod';
import { isSecretHeader } from '../redaction.ts';
import { Secret } from '../secret.ts';
import type { ConfigInput, Environment } from './environment.ts';
import { readTls, type Given, type GivenOf, type OtlpTls } from './otlp-tls.ts';
import * as values from './values.ts';
import { quote } from '../shown-text.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const TEMPORALITIES = ['cumulative', 'delta', 'lowmemory'] as const;

export type OtlpProtocol = (typeof PROTOCOLS)[number];

/** The push of metrics by OTLP, as the standard `OTEL_*` variables describe it. */
export interface OtlpConfig {
  readonly protocol: OtlpProtocol;
  /** Over http the whole URL that is posted to; over grpc scheme, host and port. Without user and password. */
  readonly endpoint: URL;
  /** By lower-case name; secret where the name says so. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly compression: 'gzip' | 'none';
  readonly temporality: 'cumulative' | 'delta';
  readonly tls: OtlpTls;
  readonly intervalMs: number;
  /** Bound on one push, at most the interval. */
  readonly timeoutMs: number;
}

const BASE = 'OTEL_EXPORTER_OTLP_';
const DEFAULT_ENDPOINTS = { http: 'http://localhost:4318', grpc: 'http://localhost:4317' };

/** Every fault of them at once, each naming its variable; undefined when there is one. */
export function readOtlpConfig(source: ConfigInput, problems: string[]): OtlpConfig | undefined {
  const { env } = source;
  const before = problems.length;
  /** A variable for metrics counts before the one for all signals. */
  const given = (name: string, fallback: string): Given => {
    const variable = env[`${BASE}METRICS_${name}`] ? `${BASE}METRICS_${name}` : BASE + name;
    return { variable, text: env[variable]?.trim() || fallback };
  };
  const read = <T>(schema: z.ZodType<T, string>, { variable, text }: Given): T | undefined => {
    const result = schema.safeParse(text);
    for (const { message } of result.error?.issues ?? []) problems.push(`${variable}: ${message}`);
    return result.data;
  };
  const plain = (variable: string, fallback: string): Given => ({
    variable,
    text: env[variable]?.trim() || fallback,
  });

  const protocol = read(values.oneOf(PROTOCOLS), given('PROTOCOL', 'http/protobuf'));
  const compression = read(values.oneOf(COMPRESSIONS), given('COMPRESSION', 'none'));
  const requestMs = read(values.wholeNumber(1, 86_400_000), given('TIMEOUT', '10000'));
  const intervalMs = read(
    values.wholeNumber(1000, 86_400_000),
    plain('OTEL_METRIC_EXPORT_INTERVAL', '60000'),
  );
  const timeoutMs = read(values.wholeNumber(1, 86_400_000), plain('OTEL_METRIC_EXPORT_TIMEOUT', '30000'));
  const preference = plain(`${BASE}METRICS_TEMPORALITY_PREFERENCE`, 'cumulative');
  const temporality = read(values.oneOf(TEMPORALITIES), {
    ...preference,
    text: preference.text.toLowerCase(),
  });
  // The buckets are those of the page; a receiver that expects others would wait for ever.
  const histogram = `${BASE}METRICS_DEFAULT_HISTOGRAM_AGGREGATION`;
  read(values.oneOf(['explicit_bucket_histogram']), plain(histogram, 'explicit_bucket_histogram'));
  const endpoint = readEndpoint(protocol === 'grpc', given, problems);
  const tls = readTls(source.readFile, given, problems);
  const headers = {
    ...readHeaders(`${BASE}HEADERS`, env, problems),
    ...readHeaders(`${BASE}METRICS_HEADERS`, env, problems),
  };
  if (problems.length > before || !protocol || !compression || !temporality) return undefined;
  if (!requestMs || !intervalMs || !timeoutMs || !endpoint) return undefined;
  return {
    protocol,
    ...moveCredentials(endpoint, headers),
    compression,
    // Our counters and the histogram count as things happen, and lowmemory asks for deltas of such.
    temporality: temporality === 'cumulative' ? 'cumulative' : 'delta',
    tls,
    intervalMs,
    // A reader whose time-out is longer than its interval is refused by the SDK.
    timeoutMs: Math.min(requestMs, timeoutMs, intervalMs),
  };
}

function readEndpoint(isGrpc: boolean, given: GivenOf, problems: string[]): URL | undefined {
  const fallback = isGrpc ? DEFAULT_ENDPOINTS.grpc : DEFAULT_ENDPOINTS.http;
  const { variable, text } = given('ENDPOINT', fallback);
  const insecure = given('INSECURE', 'false');
  const isInsecure = values.flag.safeParse(insecure.text.toLowerCase());
  if (!isInsecure.success)
    problems.push(`${insecure.variable}: ${quote(insecure.text)} is not true or false`);
  const hasScheme = text.includes('://');
  // OpenTelemetry has gRPC endpoints without a scheme, for which INSECURE decides.
  const whole = hasScheme || !isGrpc ? text : `${isInsecure.data ? 'http' : 'https'}://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Never the text itself: what is wrong may be in a password.
    problems.push(`${variable} is not an http or https URL such as ${fallback}`);
    return undefined;
  }
  if (isGrpc) {
    if (url.pathname !== '/' || url.search !== '')
      problems.push(`${variable}: an endpoint of grpc has no path; http/protobuf has one`);
    return url;
  }
  // The URL for all signals is a base, that for metrics is taken as it is.
  if (!variable.startsWith(`${BASE}METRICS_`)) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  return url;
}

function readHeaders(
  variable: string,
  env: Environment,
  problems: string[],
): Record<string, string | Secret> {
  const headers: Record<string, string | Secret> = {};
  for (const [key, value] of readPairs(variable, env[variable], problems)) {
    const name = key.toLowerCase();
    if (!/^[a-z0-9_.-]+$/.test(name) || !/^[\x20-\x7E]*$/.test(value)) {
      problems.push(`${variable}: a name or a value in it cannot stand in a header`);
      continue;
    }
    headers[name] = isSecretHeader(name) ? new Secret(value) : value;
  }
  return headers;
}

/** User and password of a URL become the header that they mean. */
function moveCredentials(
  endpoint: URL,
  headers: OtlpConfig['headers'],
): Pick<OtlpConfig, 'endpoint' | 'headers'> {
  const { username, password } = endpoint;
  if (username === '' && password === '') return { endpoint, headers };
  const url = new URL(endpoint);
  url.username = '';
  url.password = '';
  const pair = Buffer.from(`${decodeLoosely(username)}:${decodeLoosely(password)}`).toString('base64');
  return { endpoint: url, headers: { authorization: new Secret(`Basic ${pair}`), ...headers } };
}

/** A `%` that begins no percent-encoding stands for itself. */
function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `key=value` pairs with commas between them; values are percent-encoded. */
export function readPairs(
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
