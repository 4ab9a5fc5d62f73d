import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OpenTelemetryConfig } from '../../../src/config/open-telemetry.ts';
import { Secret } from '../../../src/secret.ts';
import { MINIMAL, problemsOf, resolved, type Files, type Variables } from './resolve.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' };

const tls = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const FILES: Files = {
  '/ca.pem': tls('ca.pem'),
  '/client.pem': tls('client.pem'),
  '/client.key': tls('client.key'),
  '/stranger.key': tls('stranger.key'),
  '/empty': '',
};

function read(env: Variables): OpenTelemetryConfig | undefined {
  return resolved({ ...MINIMAL, ...env }, FILES).config.openTelemetry;
}

function push(env: Variables): NonNullable<OpenTelemetryConfig['otlp']> {
  const otlp = read(env)?.otlp;
  if (otlp === undefined) throw new Error('nothing is pushed');
  return otlp;
}

describe('what is exported', () => {
  it.each<[Variables, string[]]>([
    [{}, []],
    [ENDPOINT, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector.example/v1/metrics' }, ['otlp']],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: '' }, ['otlp']],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'none' }, []],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, []],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }, ['otlp']],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'prometheus' }, ['prometheus']],
    [{ OTEL_METRICS_EXPORTER: 'otlp' }, ['otlp']],
    [{ OTEL_METRICS_EXPORTER: ' otlp , prometheus' }, ['otlp', 'prometheus']],
  ])('%j is %j', (env, expected) => {
    const { otlp, prometheus } = read(env) ?? {};
    expect([...(otlp ? ['otlp'] : []), ...(prometheus ? ['prometheus'] : [])]).toEqual(expected);
  });

  it.each<[Variables, object]>([
    [{}, { host: 'localhost', port: 9464 }],
    [
      { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0', OTEL_EXPORTER_PROMETHEUS_PORT: '9999' },
      { host: '0.0.0.0', port: 9999 },
    ],
  ])('on the Prometheus endpoint that %j says: %j', (env, expected) => {
    expect(read({ ...env, OTEL_METRICS_EXPORTER: 'prometheus' })?.prometheus).toEqual(expected);
  });

  it('has the resource attributes of the environment', () => {
    const env = {
      ...ENDPOINT,
      OTEL_RESOURCE_ATTRIBUTES: 'team=voice, note=a%2Cb ,service.name=other',
      OTEL_SERVICE_NAME: 'meetings',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    };
    expect(read(env)?.attributes).toEqual({ team: 'voice', note: 'a,b', 'service.name': 'meetings' });
  });
});

describe('the push', () => {
  it('has the defaults of OpenTelemetry', () => {
    expect(push({ OTEL_METRICS_EXPORTER: 'otlp' })).toEqual({
      protocol: 'http/protobuf',
      endpoint: new URL('http://localhost:4318/v1/metrics'),
      headers: {},
      compression: 'none',
      temporality: 'cumulative',
      tls: { ca: undefined, cert: undefined, key: undefined },
      intervalMs: 60_000,
      timeoutMs: 10_000,
    });
    const grpc = push({ OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(grpc.endpoint.href).toBe('http://localhost:4317/');
  });

  it.each<[Variables, string]>([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c.example:4318' }, 'http://c.example:4318/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example/otlp/' }, 'https://c.example/otlp/v1/metrics'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example/otlp?key=1' },
      'https://c.example/otlp/v1/metrics?key=1',
    ],
    [
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://m.example/api/otlp' },
      'https://m.example/api/otlp',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example:4317' },
      'https://c.example:4317/',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'c.example:4317' },
      'https://c.example:4317/',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'c.example:4317',
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
      },
      'http://c.example:4317/',
    ],
  ])('with %j goes to %s', (env, url) => {
    expect(push(env).endpoint.href).toBe(url);
  });

  it.each<[string, string]>([
    ['cumulative', 'cumulative'],
    ['Delta', 'delta'],
    // Counters and histograms count as things happen: for such, lowmemory means deltas.
    ['lowmemory', 'delta'],
  ])('with the preference %s has %s sums', (preference, temporality) => {
    const env = { ...ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference };
    expect(push(env).temporality).toBe(temporality);
  });

  it('takes a variable for metrics before the one for all signals', () => {
    const env = {
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '2000',
    };
    expect(push(env)).toMatchObject({ protocol: 'http/json', compression: 'gzip', timeoutMs: 2000 });
  });

  it('is bounded by the shortest of the times given', () => {
    const times = { OTEL_METRIC_EXPORT_INTERVAL: '5000', OTEL_METRIC_EXPORT_TIMEOUT: '30000' };
    expect(push({ ...ENDPOINT, ...times }).timeoutMs).toBe(5000);
    expect(push({ ...ENDPOINT, ...times, OTEL_METRIC_EXPORT_TIMEOUT: '700' }).timeoutMs).toBe(700);
  });

  it('keeps headers that are credentials by their name secret, and no others', () => {
    const { headers } = push({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_HEADERS: 'X-Scope-OrgID=1,authorization=Bearer%20abc',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-scope-orgid=2, api-key=k=v',
    });
    expect(JSON.parse(JSON.stringify(headers))).toEqual({
      'x-scope-orgid': '2',
      authorization: '<redacted>',
      'api-key': '<redacted>',
    });
    const shown = Object.values(headers).map((value) => (value instanceof Secret ? value.reveal() : value));
    expect(shown.sort()).toEqual(['2', 'Bearer abc', 'k=v']);
  });

  it('makes a header of the user in its URL, which stays nowhere else', () => {
    const { endpoint, headers } = push({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:p%40ss@collector.example',
    });
    expect(endpoint.href).toBe('https://collector.example/v1/metrics');
    const { authorization } = headers;
    expect(authorization instanceof Secret ? authorization.reveal() : authorization).toBe(
      `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    );
  });

  it('reads certificates and keys', () => {
    const { ca, cert, key } = push({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem',
      OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: '/client.key',
    }).tls;
    expect({ ca, cert, key: key?.reveal() }).toEqual({
      ca: FILES['/ca.pem'],
      cert: FILES['/client.pem'],
      key: FILES['/client.key'],
    });
  });
});

describe('a value that cannot be', () => {
  it.each<[Variables, string]>([
    [
      { OTEL_METRICS_EXPORTER: 'zipkin' },
      'OTEL_METRICS_EXPORTER: "zipkin" is not one of otlp, prometheus, none',
    ],
    [{ OTEL_METRICS_EXPORTER: 'otlp,console' }, 'OTEL_METRICS_EXPORTER: "console" is not one of'],
    [{ OTEL_METRICS_EXPORTER: 'otlp,' }, 'OTEL_METRICS_EXPORTER: "" is not one of'],
    [{ OTEL_METRICS_EXPORTER: 'none,otlp' }, 'OTEL_METRICS_EXPORTER: none stands alone'],
    [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED: "yes" is not true or false'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' },
      'OTEL_EXPORTER_OTLP_PROTOCOL: "http/xml" is not one of http/protobuf, http/json, grpc',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'GRPC' },
      'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "GRPC" is not one of',
    ],
    [
      { OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' },
      'OTEL_EXPORTER_OTLP_COMPRESSION: "zstd" is not one of gzip, none',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'low' },
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "low" is not one of cumulative, delta, lowmemory',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' },
      'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: "base2_exponential_bucket_histogram" is not one of explicit_bucket_histogram',
    ],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '60s' }, 'OTEL_METRIC_EXPORT_INTERVAL: "60s" is not a whole number'],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '999' }, 'OTEL_METRIC_EXPORT_INTERVAL: "999" is not a whole number'],
    [{ OTEL_METRIC_EXPORT_TIMEOUT: '0' }, 'OTEL_METRIC_EXPORT_TIMEOUT: "0" is not a whole number'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '10s' }, 'OTEL_EXPORTER_OTLP_TIMEOUT: "10s" is not a whole number'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'ftp://c/' },
      'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not an http or https URL',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c.example:4317/v1/metrics',
      },
      'OTEL_EXPORTER_OTLP_ENDPOINT: an endpoint of grpc has no path',
    ],
    [{ OTEL_EXPORTER_OTLP_INSECURE: 'maybe' }, 'OTEL_EXPORTER_OTLP_INSECURE: "maybe" is not true or false'],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'secret-without-a-name' },
      'OTEL_EXPORTER_OTLP_HEADERS: a part of it is not key=value',
    ],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }, 'OTEL_EXPORTER_OTLP_HEADERS: a part of it is not key=value'],
    [
      { OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'a=b%0Ac' },
      'OTEL_EXPORTER_OTLP_METRICS_HEADERS: a name or a value in it cannot stand in a header',
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'a(b)=c' },
      'OTEL_EXPORTER_OTLP_HEADERS: a name or a value in it cannot stand in a header',
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'team' }, 'OTEL_RESOURCE_ATTRIBUTES: a part of it is not key=value'],
    [{ OTEL_NODE_RESOURCE_DETECTORS: 'env,host' }, 'OTEL_NODE_RESOURCE_DETECTORS: "host" is not supported'],
    [{ OTEL_NODE_RESOURCE_DETECTORS: 'all' }, 'OTEL_NODE_RESOURCE_DETECTORS: "all" is not supported'],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere.pem' },
      'OTEL_EXPORTER_OTLP_CERTIFICATE: cannot read /nowhere.pem',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: '/empty' },
      'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: /empty holds no certificate',
    ],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: '/client.key' },
      'OTEL_EXPORTER_OTLP_CERTIFICATE: /client.key holds no certificate',
    ],
    [
      { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem' },
      'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY are needed together',
    ],
    [
      { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem', OTEL_EXPORTER_OTLP_CLIENT_KEY: '/nowhere.key' },
      'OTEL_EXPORTER_OTLP_CLIENT_KEY: cannot read /nowhere.key',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem',
        OTEL_EXPORTER_OTLP_CLIENT_KEY: '/stranger.key',
      },
      'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY: cannot be used',
    ],
    [
      { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem', OTEL_EXPORTER_OTLP_CLIENT_KEY: '/empty' },
      'OTEL_EXPORTER_OTLP_CLIENT_KEY: /empty holds no private key',
    ],
    [
      { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '70000' },
      'OTEL_EXPORTER_PROMETHEUS_PORT: "70000" is not a whole number',
    ],
  ])('%j is an error of its own: %s', (env, said) => {
    const problems = problemsOf({ ...MINIMAL, ...ENDPOINT, ...env }, FILES);
    expect(problems).toEqual([expect.stringContaining(said)]);
  });

  it('is told with all others', () => {
    const env = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'x',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'y',
      OTEL_METRIC_EXPORT_INTERVAL: 'z',
    };
    expect(problemsOf({ ...MINIMAL, ...ENDPOINT, ...env })).toHaveLength(3);
  });

  it('never quotes what may be a secret', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'htp://user:hidden-password@collector.example',
      OTEL_EXPORTER_OTLP_HEADERS: 'hidden-password,authorization=hidden-password%',
    };
    const problems = problemsOf({ ...MINIMAL, ...env });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hidden-password');
  });
});
