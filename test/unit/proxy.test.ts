import { describe, expect, it } from 'vitest';
import { addressOf, NO_PROXIES, proxyFor } from '../../src/proxy.ts';

const http = new URL('http://plain.proxy:3128');
const https = new URL('http://secure.proxy:3128');

function isProxied(url: string, noProxy: string): boolean {
  return proxyFor(new URL(url), { http, https, noProxy }) !== undefined;
}

describe('the proxy for a URL', () => {
  it.each([
    ['https://webexapis.com/', https],
    ['http://collector.example:4318/', http],
    ['ftp://files.example/', undefined],
  ])('goes by the scheme: %s', (url, proxy) => {
    expect(proxyFor(new URL(url), { http, https, noProxy: '' })).toBe(proxy);
  });

  it('is none where the variable of the scheme is not set', () => {
    expect(proxyFor(new URL('https://webexapis.com'), { ...NO_PROXIES, http })).toBeUndefined();
    expect(proxyFor(new URL('http://webexapis.com'), { ...NO_PROXIES, https })).toBeUndefined();
  });

  it.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]'])(
    'is none for %s, whatever is set',
    (host) => {
      expect(isProxied(`https://${host}:8443/`, '')).toBe(false);
    },
  );

  // Covered by an entry of NO_PROXY or not; test/components/proxy compares many more with Go itself.
  it.each([
    ['https://webexapis.com', '*', false],
    ['https://webexapis.com', 'webexapis.com', false],
    ['https://analytics.webexapis.com', 'webexapis.com', false],
    ['https://analytics.webexapis.com', '.webexapis.com', false],
    ['https://webexapis.com', '.webexapis.com', true],
    ['https://analytics.webexapis.com', '*.webexapis.com', false],
    ['https://webexapis.com', '*.webexapis.com', true],
    ['https://notwebexapis.com', 'webexapis.com', true],
    ['https://webexapis.com', ' a.example , WEBEXAPIS.com ', false],
    ['https://webexapis.com', 'webexapis.com:443', false],
    ['https://webexapis.com:8443', 'webexapis.com:443', true],
    ['https://10.1.2.3', '10.0.0.0/8', false],
    ['https://11.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.1.2.3', false],
    ['https://10.1.2.3:8443', '10.1.2.3:443', true],
    ['https://[2001:db8::1]', '2001:db8::/32', false],
    ['https://[2001:db8::1]', '2001:DB8::1', false],
    ['https://[2001:db8::1]:8443', '[2001:db8::1]:8443', false],
    ['https://[2001:db8::1]', '[2001:db8::1]:8443', true],
    ['https://[::ffff:10.0.0.1]', '10.0.0.0/8', false],
    ['https://bücher.example', 'bücher.example', false],
    ['https://webexapis.com', '', true],
    ['https://webexapis.com', ',,', true],
    ['https://webexapis.com', ':443', true],
    ['https://10.1.2.3', '.3', true],
    ['https://webexapis.com', '10.0.0.0/99', true],
  ])('of %s with NO_PROXY=%j: used is %s', (url, noProxy, used) => {
    expect(isProxied(url, noProxy)).toBe(used);
  });
});

describe('a proxy', () => {
  it.each([
    ['http://proxy', { host: 'proxy', port: 80 }],
    ['https://proxy', { host: 'proxy', port: 443 }],
    ['http://[::1]:3128', { host: '::1', port: 3128 }],
  ])('at %s is reached at %j', (url, address) => {
    expect(addressOf(new URL(url))).toEqual(address);
  });
});
