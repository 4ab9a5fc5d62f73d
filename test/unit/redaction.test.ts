import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretHeader, withoutCredentials } from '../../src/redaction.ts';

describe('a header', () => {
  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'x-api-key',
    'api-key',
    'apikey',
    'x-apikey',
    'DD-API-KEY',
    'lightstep-access-token',
    'x-auth-token',
    'x-vault-token',
    'cookie',
    'set-cookie',
    'x-honeycomb-team-key',
    'client-secret',
    'x-password',
    'x_token',
    'signature',
  ])('named %s is secret', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  it.each([
    'X-Scope-OrgID',
    'x-tenant',
    'thanos-tenant',
    'content-type',
    'user-agent',
    'x-monkey',
    'tokens-per-minute',
  ])('named %s is shown', (name) => {
    expect(isSecretHeader(name)).toBe(false);
  });
});

describe('a URL that is shown', () => {
  it.each([
    ['https://collector.example:4318/v1/metrics', 'https://collector.example:4318'],
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['http://user:password@proxy.example:3128', 'http://<redacted>@proxy.example:3128'],
    ['http://user@proxy.example', 'http://<redacted>@proxy.example'],
    ['https://otlp.example/v1/key?api-key=abc&b=c', 'https://otlp.example'],
    ['https://otlp.example/#abc', 'https://otlp.example'],
  ])('%s is %s', (url, shown) => {
    expect(withoutCredentials(new URL(url))).toBe(shown);
  });

  it('never holds its password', () => {
    const password = fc
      .string({ minLength: 6 })
      .filter((text) => !'http://<redacted>@proxy.example'.includes(text));
    fc.assert(
      fc.property(password, (text) => {
        const url = new URL('http://user@proxy.example');
        url.password = text;
        expect(withoutCredentials(url)).toBe('http://<redacted>@proxy.example');
      }),
    );
  });
});
