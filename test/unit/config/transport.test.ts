import { describe, expect, it } from 'vitest';
import { MINIMAL, problemsOf } from './resolve.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

describe('verification of certificates', () => {
  it.each([
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example', OTEL_EXPORTER_OTLP_INSECURE: 'true' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'HTTPS://collector.example', OTEL_EXPORTER_OTLP_METRICS_INSECURE: 'True' },
  ])('cannot be turned off by %j', (given) => {
    expect(problemsOf({ ...MINIMAL, ...given })).toEqual([
      expect.stringMatching(/^(NODE_TLS_|OTEL_\w+_INSECURE: ).*NODE_EXTRA_CA_CERTS/),
    ]);
  });

  it.each([
    { NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    { NODE_TLS_REJECT_UNAUTHORIZED: '' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example', OTEL_EXPORTER_OTLP_INSECURE: 'true' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example', OTEL_EXPORTER_OTLP_INSECURE: 'false' },
    { NODE_EXTRA_CA_CERTS: '/etc/ssl/own.pem' },
  ])('stays as it is with %j', (given) => {
    expect(problemsOf({ ...MINIMAL, ...given }, { '/etc/ssl/own.pem': CERTIFICATE })).toEqual([]);
  });
});
