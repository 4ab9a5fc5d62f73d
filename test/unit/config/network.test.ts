import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFiles } from '../../../src/config/files-ahead.ts';
import { readNetworkConfig } from '../../../src/config/network.ts';
import { printConfig } from '../../../src/config/print.ts';
import { FILES } from '../../support/files.ts';
import { createFolder } from '../../support/folder.ts';
import { MINIMAL, problemsOf, resolved, type Variables } from './resolve.ts';

function proxies(env: Variables): { http: string | undefined; https: string | undefined; noProxy: string } {
  const { http, https, noProxy } = resolved({ ...MINIMAL, ...env }).config.network.proxies;
  return { http: http?.href, https: https?.href, noProxy };
}

describe('the proxies of the environment', () => {
  it.each<[Variables, object]>([
    [{}, {}],
    [{ HTTPS_PROXY: 'http://proxy:3128' }, { https: 'http://proxy:3128/' }],
    [{ https_proxy: 'http://proxy:3128' }, { https: 'http://proxy:3128/' }],
    [{ HTTPS_PROXY: 'http://upper', https_proxy: 'http://lower' }, { https: 'http://upper/' }],
    [{ HTTPS_PROXY: '', https_proxy: 'http://lower' }, { https: 'http://lower/' }],
    [{ HTTP_PROXY: 'https://proxy' }, { http: 'https://proxy/' }],
    [{ HTTPS_PROXY: 'proxy:3128' }, { https: 'http://proxy:3128/' }],
    [{ HTTPS_PROXY: 'proxy' }, { https: 'http://proxy/' }],
    [{ HTTPS_PROXY: ' user:p%40ss@proxy:3128 ' }, { https: 'http://user:p%40ss@proxy:3128/' }],
    [{ no_proxy: 'a', NO_PROXY: 'b' }, { noProxy: 'b' }],
    [{ ALL_PROXY: 'http://proxy', FTP_PROXY: 'http://proxy' }, {}],
  ])('%j: %j', (env, expected) => {
    expect(proxies(env)).toEqual({ http: undefined, https: undefined, noProxy: '', ...expected });
  });

  it.each<[Variables, string]>([
    [{ HTTPS_PROXY: 'http://' }, 'HTTPS_PROXY is not a URL of a proxy'],
    [{ https_proxy: 'http://a b' }, 'https_proxy is not a URL of a proxy'],
    [
      { HTTP_PROXY: 'socks5://proxy:1080' },
      'HTTP_PROXY: a proxy is spoken to by http or https, not by socks5',
    ],
    [{ HTTPS_PROXY: 'ftp://proxy' }, 'HTTPS_PROXY: a proxy is spoken to by http or https, not by ftp'],
    [{ HTTPS_PROXY: 'http://user:hidden%@proxy' }, 'HTTPS_PROXY: user or password hold a %'],
    [{ HTTPS_PROXY: 'http://user:hidden%FF@proxy' }, 'HTTPS_PROXY: user or password hold a %'],
    [{ HTTPS_PROXY: 'http://user:hidden@proxy:port' }, 'HTTPS_PROXY is not a URL of a proxy'],
  ])('%j is an error, without its password: %s', (env, said) => {
    const problems = problemsOf({ ...MINIMAL, ...env });
    expect(problems).toEqual([expect.stringContaining(said)]);
    expect(problems.join()).not.toContain('hidden');
  });

  it('are shown without user and password', () => {
    const env = { HTTPS_PROXY: 'http://user:hidden@proxy:3128', NO_PROXY: '.example' };
    const printed = printConfig(resolved({ ...MINIMAL, ...env }).config);
    expect(JSON.parse(printed)).toMatchObject({
      proxy: { https: 'http://<redacted>@proxy:3128', no_proxy: '.example' },
    });
    expect(printed).not.toMatch(/hidden|user/);
  });

  it('are not shown where there are none', () => {
    expect(JSON.parse(printConfig(resolved(MINIMAL).config))).not.toHaveProperty('proxy');
  });
});

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

/** The authorities beside Node's own, or the problems; undefined when Node is left alone. */
async function added(env: Record<string, string>): Promise<readonly string[] | undefined> {
  const { ca, problems } = await withFiles(FILES, (files) => {
    const problems: string[] = [];
    return { ...readNetworkConfig({ env, ...files }, problems), problems };
  });
  if (problems.length > 0) return problems;
  if (ca === undefined) return undefined;
  const own = ca.filter((text) => !/^-----BEGIN CERTIFICATE-----\n[a-z]+\n/.test(text));
  // Node's are there, and first.
  expect(own.length).toBeGreaterThan(100);
  expect(ca.slice(0, own.length)).toEqual(own);
  return ca.slice(own.length);
}

describe('the authorities to trust', () => {
  const folder = createFolder();
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('extra.pem'), pem('extra'));
  writeFileSync(path('house.pem'), pem('house'));
  writeFileSync(path('empty.pem'), '');
  for (const name of ['one', 'two', 'none']) mkdirSync(path(name));
  writeFileSync(path('one/a.crt'), pem('a'));
  writeFileSync(path('one/README'), 'no certificate');
  mkdirSync(path('one/..2026'));
  symlinkSync('..2026', path('one/..data'));
  symlinkSync('nowhere', path('one/dangling.crt'));
  writeFileSync(path('two/b.crt'), pem('b'));

  it.each([
    [{}, undefined],
    [{ SSL_CERT_FILE: '', SSL_CERT_DIR: '' }, undefined],
    // Node reads it by itself.
    [{ NODE_EXTRA_CA_CERTS: path('extra.pem') }, undefined],
    [{ SSL_CERT_FILE: path('house.pem') }, [pem('house')]],
    // A list of ours stands instead of Node's, so it must be in it.
    [
      { SSL_CERT_FILE: path('house.pem'), NODE_EXTRA_CA_CERTS: path('extra.pem') },
      [pem('extra'), pem('house')],
    ],
    [{ SSL_CERT_DIR: path('one') }, [pem('a')]],
    [{ SSL_CERT_DIR: `${path('one')}:${path('two')}:` }, [pem('a'), pem('b')]],
    [{ SSL_CERT_DIR: path('none') }, []],
    [
      { SSL_CERT_FILE: path('empty.pem') },
      [`SSL_CERT_FILE: ${path('empty.pem')} holds no certificate (PEM)`],
    ],
    [{ NODE_EXTRA_CA_CERTS: path('gone') }, [`NODE_EXTRA_CA_CERTS: cannot read ${path('gone')} (ENOENT)`]],
    [{ SSL_CERT_DIR: path('house.pem') }, [`SSL_CERT_DIR: cannot read ${path('house.pem')} (ENOTDIR)`]],
  ])('with %j beside Node’s own: %j', async (env, expected) => {
    expect(await added(env)).toEqual(expected);
  });
});

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
