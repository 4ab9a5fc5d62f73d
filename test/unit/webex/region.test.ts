import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractRegionHost, isAllowedHost, namesAnalyticsHost } from '../../../src/webex/region.ts';

const EU = 'analytics-eu.webexapis.com';

describe('the region that a refusal names', () => {
  it.each([
    `Please use ${EU}`,
    `Please use ${EU}.`,
    `Please use '${EU}'`,
    `Please use "${EU}".`,
    `Please use <${EU}>`,
    `Please use https://${EU}`,
    `Please use https://${EU}/`,
    `Please use https://${EU}/v1/analytics/meetingsMetrics/aggregates?siteUrl=acme.webex.com`,
    `Please use https://${EU}:443/v1`,
    `The data of this organization is in another region. URL: https://${EU}`,
    `should go to URL: https://${EU}`,
    `should go to URL: "https://${EU}"`,
    `(${EU})`,
    `HTTPS://ANALYTICS-EU.WEBEXAPIS.COM`,
    `Analytics-EU.WebexAPIs.com`,
    JSON.stringify({ message: `This service cannot serve this data. Use ${EU}`, errorCode: 451 }),
    JSON.stringify({ errors: [{ description: `use "https://${EU}"` }] }),
    JSON.stringify({ message: 'see https:\\/\\/developer.webex.com' })
      .replace('developer', 'x')
      .concat(` ${EU}`),
    `See https://developer.webex.com/docs, or use ${EU}`,
    `acme.webex.com is served by ${EU}`,
    `not https://evil.example/, but ${EU}`,
    `http://analytics-ca.webexapis.com moved to https://${EU}`,
    `${EU}\nX-Other: 1`,
    `https://user:word@${EU}/`,
  ])('is read from %j', (text) => {
    expect(extractRegionHost(text)).toBe(EU);
    expect(namesAnalyticsHost(text)).toBe(true);
  });

  it.each([
    ['the first of several', `${EU} or analytics-ca.webexapis.com`, EU],
    ['a government host', 'use https://analytics-f.webex.com', 'analytics-f.webex.com'],
    ['a host of more labels', 'use analytics.eu.example.webexapis.com', 'analytics.eu.example.webexapis.com'],
    ['a host under another name', 'use api-usgov.webex.com', 'api-usgov.webex.com'],
  ])('is %s', (_, text, host) => {
    expect(extractRegionHost(text)).toBe(host);
  });

  it('is not an analytics host when the text only names another host', () => {
    expect(namesAnalyticsHost('see https://developer.webex.com/docs')).toBe(false);
    expect(namesAnalyticsHost('you need the scope analytics:read_all')).toBe(false);
  });

  it.each([
    '',
    'Forbidden',
    'use the host of your region',
    'use analytics-eu',
    `http://${EU}`,
    `http://${EU}:443/v1`,
    `ftp://${EU}`,
    `xhttps://${EU}`,
    'https://evil.example',
    'analytics.evil.example',
    `https://${EU}.evil.example/`,
    `https://${EU}.evil.example./`,
    `https://${EU.replaceAll('.', '-')}.evil.example`,
    'https://analyticswebexapis.com',
    'https://evilwebex.com',
    'https://evil-webex.com',
    'webex.com',
    'webexapis.com',
    '.webex.com',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://analytics-eu。webexapis。com',
    'https://аnalytics.webexapıs.com',
    'analytics@webex.com',
    '\u0000',
  ])('is none in %j', (text) => {
    expect(extractRegionHost(text)).toBeUndefined();
    expect(namesAnalyticsHost(text)).toBe(false);
  });

  /** Whatever stands around the allowed name, only the allowed name itself may come out, never what it was a disguise for. */
  it.each([
    `https://${EU}@evil.example/`,
    `https://${EU}:pass@evil.example/`,
    `https://evil.example/${EU}`,
    `https://evil.example?${EU}`,
    `https://evil.example#${EU}`,
    `https://evil.example\\${EU}`,
    `https://${EU}\\@evil.example`,
    `https://${EU}:80@evil.example`,
    `https://evil.example:443@${EU}`,
    `${EU}_.evil.example`,
    `${EU}%2eevil.example`,
    `${EU}\u0000.evil.example`,
    `${EU}\u202E.evil.example`,
  ])('is never the other host of %j', (text) => {
    expect([undefined, EU]).toContain(extractRegionHost(text));
  });

  it('is looked for in the beginning of the text only, for the time it takes', () => {
    for (const unit of ['a', 'a.', 'a-', 'https://']) {
      expect(extractRegionHost(unit.repeat(8_000_000 / unit.length))).toBeUndefined();
    }
  });

  it('is none or a plain host under the allow-list, whatever the text', () => {
    const words = fc.constantFrom(
      EU,
      'webex.com',
      '.webex.com',
      'webexapis.com',
      'analytics',
      'evil.example',
      'https://',
      'http://',
      '://',
      '@',
      ':',
      ':443',
      '/',
      '.',
      '-',
      '\\',
      '?',
      '#',
      ' ',
      '\n',
      '"',
      '%2e',
      'K',
    );
    const texts = fc.array(
      fc.oneof({ weight: 3, arbitrary: words }, fc.string({ unit: 'binary', maxLength: 3 })),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(
        texts.map((parts) => parts.join('')),
        (text) => {
          const host = extractRegionHost(text) ?? 'x.webex.com';
          expect(host).toMatch(/^(?:[a-z0-9-]+\.)+(?:webexapis|webex)\.com$/);
          // What a URL makes of it is the same name: no port, user or path hides in it.
          expect(new URL(`https://${host}/v1`).hostname).toBe(host);
          expect(text.toLowerCase().includes(host) || host === 'x.webex.com').toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the allow-list', () => {
  it.each(['a.webex.com', 'a.b.webex.com', 'analytics.webexapis.com'])('has %s', (host) => {
    expect(isAllowedHost(host)).toBe(true);
  });

  it.each([
    'webex.com',
    '.webex.com',
    'webexapis.com',
    'evilwebex.com',
    'webex.com.evil.example',
    'a.webex.com.',
    '',
  ])('has not %j', (host) => {
    expect(isAllowedHost(host)).toBe(false);
  });
});
