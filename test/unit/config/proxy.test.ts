import { describe, expect, it } from 'vitest';
import { printConfig } from '../../../src/config/print.ts';
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
