import { expect, it } from 'vitest';
import { z } from 'zod';
import { readNetworkConfig } from '../../../src/config/network.ts';
import { proxyFor } from '../../../src/proxy.ts';
import { runToSuccess } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';

const URLS = [
  'https://webexapis.com/v1',
  'http://webexapis.com/v1',
  'https://analytics.webexapis.com:8443/',
  'https://webexapis.com.evil.example/',
  'https://notwebexapis.com/',
  'https://localhost/',
  'https://sub.localhost/',
  'http://127.0.0.1:4318/',
  'http://127.1.2.3/',
  'https://10.20.30.40/',
  'https://10.20.30.40:9443/',
  'https://192.168.7.9/',
  'http://[::1]:4318/',
  'https://[2001:db8::7]/',
  'https://[2001:db8::7]:9443/',
  'https://[fe80::1]/',
  'https://[::ffff:10.20.30.40]/',
  'https://collector/',
  'https://xn--bcher-kva.example/',
  'https://shop.xn--bcher-kva.example/',
];

const NO_PROXY = [
  '',
  '*',
  '*,webexapis.com',
  'webexapis.com',
  '.webexapis.com',
  '*.webexapis.com',
  'WebexApis.COM',
  ' webexapis.com , collector ',
  'webexapis.com:443',
  'webexapis.com:80',
  '.webexapis.com:8443',
  'webexapis.com:',
  'com',
  '.com',
  'apis.com',
  ':443',
  ',,',
  'localhost',
  '10.20.30.40',
  '10.20.30.40:9443',
  '10.0.0.0/8',
  '10.20.30.40/32',
  '10.20.30.99/24',
  '0.0.0.0/0',
  '10.0.0.0/33',
  '10.20.30',
  '.40',
  '192.168.0.0/16,.webexapis.com',
  '2001:db8::7',
  '[2001:db8::7]',
  '[2001:db8::7]:9443',
  '2001:db8::/32',
  '::/0',
  '::ffff:10.20.30.40',
  'fe80::/10',
  'bücher.example',
  '.bücher.example',
  'BÜCHER.example',
  'collector:443',
  'http://webexapis.com',
  'webexapis.com/',
  'analytics.*',
];

const PROXIES = [
  { http: '', https: '' },
  { http: 'http://plain.proxy:3128', https: '' },
  { http: '', https: 'secure.proxy:3128' },
  { http: 'http://plain.proxy:3128', https: 'https://user:pass@secure.proxy' },
];

describeWith(['go-proxy-rules'], "Go's own rules for proxies", ({ 'go-proxy-rules': rules }) => {
  it('are ours, for every URL, list and pair of proxies', async () => {
    const cases = URLS.flatMap((url) =>
      NO_PROXY.flatMap((noProxy) => PROXIES.map((proxies) => ({ url, noProxy, ...proxies }))),
    );
    const asked = cases.map(({ url, noProxy, http, https }) => ({
      URL: url,
      HTTPProxy: http,
      HTTPSProxy: https,
      NoProxy: noProxy,
    }));
    const answer = await runToSuccess(rules, [], { stdin: JSON.stringify(asked) });
    const expected = z.array(z.string()).parse(JSON.parse(answer));
    expect(expected).toHaveLength(cases.length);
    expect(new Set(expected).size).toBe(4);

    const differing = cases.flatMap(({ url, noProxy, http, https }, index) => {
      const problems: string[] = [];
      const env = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: noProxy };
      const ours = proxyFor(
        new URL(url),
        readNetworkConfig({ env, readFile: () => '', listFolder: () => [] }, problems).proxies,
      );
      const theirs = expected[index] ?? '';
      const isSame = (ours?.href ?? '') === (theirs === '' ? '' : new URL(theirs).href);
      return isSame && problems.length === 0 ? [] : [{ url, noProxy, http, https, theirs, ours: ours?.href }];
    });
    expect(differing).toEqual([]);
  });
});
