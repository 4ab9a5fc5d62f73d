import { createSecureContext } from 'node:tls';
import { toErrorCode } from '../error-words.ts';
import { basicAuthorization, isSecretHeader, Secret } from '../secret.ts';
import { givenBy, type ConfigInput } from './environment.ts';
import { readPem } from './pem.ts';
import { readValue, type Given } from './source.ts';
import * as values from './values.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const TEMPORALITIES = ['cumulative', 'delta', 'lowmemory'] as const;

/** The push of metrics by OTLP, as the standard `OTEL_*` variables describe it. */
export interface OtlpConfig {
  readonly protocol: (typeof PROTOCOLS)[number];
  /** Over http the whole URL that is posted to; over grpc scheme, host and port. Without user and password. */
  readonly endpoint: URL;
  /** By lower-case name; secret where the name says so. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly compression: (typeof COMPRESSIONS)[number];
  readonly temporality: 'cumulative' | 'delta';
  readonly tls: OtlpTls;
  readonly intervalMs: number;
  /** Bound on one push, at most the interval. */
  readonly timeoutMs: number;
}

/** PEM texts. */
interface OtlpTls {
  /** Trusted instead of all other authorities; undefined: those that count for Webex too. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: Secret | undefined;
}

const BASE = 'OTEL_EXPORTER_OTLP_';

/** Reads a variable by the end of its name. */
type GivenOf = (name: string, fallback?: string) => Given;

/** Every fault of them at once, each naming its variable; undefined when there is one. */
export function readOtlpConfig({ env, readFile }: ConfigInput, problems: string[]): OtlpConfig | undefined {
  const before = problems.length;
  /** A variable for metrics counts before the one for all signals. */
  const given: GivenOf = (name, fallback) =>
    givenBy(env, [`${BASE}METRICS_${name}`, `${BASE}${name}`], fallback);
  const readMs = (source: Given, minMs = 1): number | undefined =>
    readValue(values.wholeNumber(minMs, 86_400_000), source, problems);

  const protocol = readValue(values.oneOf(PROTOCOLS), given('PROTOCOL', 'http/protobuf'), problems);
  const compression = readValue(values.oneOf(COMPRESSIONS), given('COMPRESSION', 'none'), problems);
  const requestMs = readMs(given('TIMEOUT', '10000'));
  const intervalMs = readMs(givenBy(env, ['OTEL_METRIC_EXPORT_INTERVAL'], '60000'), 1000);
  const timeoutMs = readMs(givenBy(env, ['OTEL_METRIC_EXPORT_TIMEOUT'], '30000'));
  const preference = givenBy(env, [`${BASE}METRICS_TEMPORALITY_PREFERENCE`], 'cumulative');
  const wanted = { ...preference, text: preference.text.toLowerCase() };
  const temporality = readValue(values.oneOf(TEMPORALITIES), wanted, problems);
  // The buckets are those of the page; a receiver that expects others would wait for ever.
  const explicit = 'explicit_bucket_histogram';
  const histogram = givenBy(env, [`${BASE}METRICS_DEFAULT_HISTOGRAM_AGGREGATION`], explicit);
  readValue(values.oneOf([explicit]), histogram, problems);
  const endpoint = readEndpoint(protocol === 'grpc', given, problems);
  const tls = readTls(readFile, given, problems);
  const headers = {
    ...readHeaders(givenBy(env, [`${BASE}HEADERS`]), problems),
    ...readHeaders(givenBy(env, [`${BASE}METRICS_HEADERS`]), problems),
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
  const fallback = `http://localhost:${isGrpc ? 4317 : 4318}`;
  const { origin, text } = given('ENDPOINT', fallback);
  const insecure = given('INSECURE', 'false');
  const isInsecure = readValue(values.flag, insecure, problems) ?? false;
  // OpenTelemetry has gRPC endpoints without a scheme, for which INSECURE decides.
  const isBare = isGrpc && !text.includes('://');
  const whole = isBare ? `${isInsecure ? 'http' : 'https'}://${text}` : text;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Never the text itself: what is wrong may be in a password.
    problems.push(`${origin} is not an http or https URL such as ${fallback}`);
    return undefined;
  }
  if (isInsecure && url.protocol === 'https:')
    problems.push(
      `${insecure.origin}: an endpoint of https is always verified; for certificates of an authority of your own, name its file in NODE_EXTRA_CA_CERTS instead, or name an endpoint of plain http`,
    );
  if (isGrpc) {
    if (url.pathname !== '/' || url.search !== '')
      problems.push(`${origin}: an endpoint of grpc has no path; http/protobuf has one`);
    return url;
  }
  // The URL for all signals is a base, that for metrics is taken as it is.
  if (!origin.startsWith(`${BASE}METRICS_`)) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  return url;
}

/** The files that the variables of a push name. Each that cannot be used is a problem of its own. */
function readTls(readFile: ConfigInput['readFile'], given: GivenOf, problems: string[]): OtlpTls {
  const [caFile, certFile, keyFile] = [
    given('CERTIFICATE'),
    given('CLIENT_CERTIFICATE'),
    given('CLIENT_KEY'),
  ];
  const ca = readPem(caFile, 'certificate', readFile, problems);
  const cert = readPem(certFile, 'certificate', readFile, problems);
  const key = readPem(keyFile, 'private key', readFile, problems);
  const pair = `${certFile.origin} and ${keyFile.origin}`;
  if ((certFile.text === '') !== (keyFile.text === '')) problems.push(`${pair} are needed together`);
  const tryOut = (name: string, options: { ca: string } | { cert: string; key: string }): void => {
    try {
      // OpenSSL's own word on whether it can use them, and a certificate with a key belongs to it.
      createSecureContext(options);
    } catch (error) {
      problems.push(`${name}: cannot be used (${toErrorCode(error)})`);
    }
  };
  if (ca) tryOut(caFile.origin, { ca });
  if (cert && key) tryOut(pair, { cert, key });
  return { ca, cert, key: key === undefined ? undefined : new Secret(key) };
}

function readHeaders(given: Given, problems: string[]): Record<string, string | Secret> {
  const headers: Record<string, string | Secret> = {};
  for (const [key, value] of readPairs(given, problems)) {
    const name = key.toLowerCase();
    if (!/^[a-z0-9_.-]+$/.test(name) || !/^[\x20-\x7E]*$/.test(value)) {
      problems.push(`${given.origin}: a name or a value in it cannot stand in a header`);
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
  const authorization = basicAuthorization(endpoint);
  if (authorization === undefined) return { endpoint, headers };
  const url = new URL(endpoint);
  url.username = '';
  url.password = '';
  return { endpoint: url, headers: { authorization: new Secret(authorization), ...headers } };
}

/** `key=value` pairs with commas between them; values are percent-encoded. */
export function readPairs({ text, origin }: Given, problems: string[]): [key: string, value: string][] {
  if (text === '') return [];
  return text.split(',').flatMap((pair): [string, string][] => {
    const [, key = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    try {
      if (key !== '') return [[key, decodeURIComponent(value)]];
    } catch {
      // Not percent-encoded text: refused below, with a word for the user instead of URIError's.
    }
    problems.push(`${origin}: a part of it is not key=value with a percent-encoded value`);
    return [];
  });
}
