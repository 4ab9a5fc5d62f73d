import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as values from '../../../src/config/values.ts';
import { containing } from '../../support/containing.ts';

/** What is read, or every reason why nothing is. */
function read<T>(schema: z.ZodType<T, string>, text: string): { value: T } | { problems: string[] } {
  const result = schema.safeParse(text);
  return result.success
    ? { value: result.data }
    : { problems: result.error.issues.map(({ message }) => message) };
}

const LONG_LABEL = 'a'.repeat(63);

describe('sites', () => {
  it.each([
    ['acme.webex.com', ['acme.webex.com']],
    ['acme.webex.com,acme-eu.webex.com', ['acme.webex.com', 'acme-eu.webex.com']],
    [' acme.webex.com ,\tacme-eu.webex.com\n', ['acme.webex.com', 'acme-eu.webex.com']],
    ['ACME.Webex.com', ['acme.webex.com']],
    ['1st.webex.com', ['1st.webex.com']],
    ['xn--mnchen-3ya.webex.com', ['xn--mnchen-3ya.webex.com']],
    [`${LONG_LABEL}.webex.com`, [`${LONG_LABEL}.webex.com`]],
  ])('%j are %j', (text, sites) => {
    expect(read(values.sites, text)).toEqual({ value: sites });
  });

  it.each([
    ['https://acme.webex.com', 'bare host name'],
    ['acme.webex.com/meet', 'bare host name'],
    ['acme.webex.com:443', 'bare host name'],
    ['user@acme.webex.com', 'bare host name'],
    ['acme.webex.com?x', 'bare host name'],
    ['acme.webex.com.', 'bare host name'],
    ['.acme.webex.com', 'bare host name'],
    ['acme..webex.com', 'bare host name'],
    ['acme', 'bare host name'],
    ['-acme.webex.com', 'bare host name'],
    ['acme-.webex.com', 'bare host name'],
    ['ac_me.webex.com', 'bare host name'],
    ['acme webex.com', 'bare host name'],
    ['acme.webex.com acme-eu.webex.com', 'bare host name'],
    ['acme.webex.com;acme-eu.webex.com', 'bare host name'],
    ['acme.webex.com\nacme-eu.webex.com', 'bare host name'],
    ['münchen.webex.com', 'bare host name'],
    ['*.webex.com', 'bare host name'],
    [`${LONG_LABEL}a.webex.com`, 'bare host name'],
    [`${'a.'.repeat(126)}webex.com`, 'bare host name'],
    ['__proto__', 'bare host name'],
    ['', 'blank'],
    [' ', 'blank'],
    ['acme.webex.com,', 'blank'],
    [',acme.webex.com', 'blank'],
    ['a.webex.com,,b.webex.com', 'blank'],
    ['acme.webex.com,acme.webex.com', 'site acme.webex.com is named twice'],
    ['acme.webex.com,ACME.webex.com', 'site acme.webex.com is named twice'],
  ])('%j is refused', (text, reason) => {
    expect(read(values.sites, text)).toEqual({ problems: [expect.stringContaining(reason)] });
  });

  it('names every fault of a list', () => {
    expect(read(values.sites, 'https://a.webex.com,,b.webex.com,b.webex.com')).toEqual({
      problems: [
        expect.stringContaining('"https://a.webex.com" is not a bare host name'),
        expect.stringContaining('blank'),
        expect.stringContaining('b.webex.com is named twice'),
      ],
    });
  });
});

describe('windows', () => {
  it.each([
    ['1d,7d,28d', ['1d', '7d', '28d']],
    ['28d, 1d', ['28d', '1d']],
    ['1w', ['7d']],
    ['24h', ['1d']],
    ['1y', ['365d']],
    ['396d', ['396d']],
  ])('%j are %j', (text, labels) => {
    expect(read(values.windows, text)).toMatchObject({ value: labels.map((label) => ({ label })) });
  });

  it.each([
    ['36h', '"36h" is not a window'],
    ['0d', 'is not a window'],
    ['-1d', 'is not a window'],
    ['7', 'is not a window'],
    ['1d7d', 'is not a window'],
    ['1d 7d', 'is not a window'],
    ['397d', 'is not a window of 1 to 396'],
    ['', 'a window is blank'],
    ['1d,', 'a window is blank'],
    ['1d,1d', 'window 1d is named twice'],
    ['7d,1w', 'window 7d is named twice'],
  ])('%j is refused', (text, reason) => {
    expect(read(values.windows, text)).toEqual({ problems: [expect.stringContaining(reason)] });
  });
});

describe('a number of days', () => {
  it.each([
    ['1d', 1],
    ['48h', 2],
    [' 3d ', 3],
  ])('%j is %d', (text, days) => {
    expect(read(values.days, text)).toEqual({ value: days });
  });

  it.each(['36h', '90s', '1', 'yesterday', ''])('%j is none', (text) => {
    expect(read(values.days, text)).toEqual({ problems: [expect.stringContaining('whole days')] });
  });
});

describe('a count from 1 to 1000', () => {
  it.each([
    ['1', 1],
    ['1000', 1000],
    [' 4 ', 4],
    ['004', 4],
  ])('%j is %d', (text, count) => {
    expect(read(values.wholeNumber(1, 1000), text)).toEqual({ value: count });
  });

  it.each(['', '0', '1001', '-1', '+1', '1.0', '1e2', '0x10', 'four', '1 000', '1_000', '٤', '99999999999'])(
    '%j is none',
    (text) => {
      expect(read(values.wholeNumber(1, 1000), text)).toEqual({
        problems: [`${JSON.stringify(text)} is not a whole number from 1 to 1000`],
      });
    },
  );
});

describe('a flag', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['False', false],
    ['0', false],
    ['no', false],
    ['off', false],
  ])('%j is %j', (text, value) => {
    expect(read(values.flag, text)).toEqual({ value });
  });

  it.each(['', 'maybe', '2', 'enabled', 'truefalse'])('%j is none', (text) => {
    expect(read(values.flag, text)).toEqual({ problems: [`${JSON.stringify(text)} is not true or false`] });
  });
});

describe('a base URL', () => {
  it.each([
    ['https://analytics.webexapis.com', 'https://analytics.webexapis.com/'],
    ['https://proxy.example/webex/', 'https://proxy.example/webex/'],
    ['http://127.0.0.1:10055', 'http://127.0.0.1:10055/'],
    ['HTTPS://Analytics.WebexAPIs.com', 'https://analytics.webexapis.com/'],
    [' https://analytics.webexapis.com ', 'https://analytics.webexapis.com/'],
  ])('%j is %s', (text, href) => {
    expect(read(values.baseUrl('https://webex.example'), text)).toMatchObject({ value: { href } });
  });

  it.each([
    '',
    'analytics.webexapis.com',
    '//analytics.webexapis.com',
    '/v1',
    'ftp://analytics.webexapis.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://analytics.webexapis.com:99999',
    'https://user@analytics.webexapis.com',
    'https://:word@analytics.webexapis.com',
    'https://analytics.webexapis.com/?token=x',
    'https://analytics.webexapis.com/#x',
    'https://analytics.webexapis.com https://webexapis.com',
  ])('%j is none', (text) => {
    expect(read(values.baseUrl('https://webex.example'), text)).toEqual({
      problems: [expect.stringContaining('not a base URL')],
    });
  });

  it.each(['https://user:hunter2@proxy.example', 'https://proxy.example/?key=hunter2'])(
    'does not repeat the password when it refuses one',
    (text) => {
      expect(JSON.stringify(read(values.baseUrl('https://webex.example'), text))).not.toContain('hunter2');
    },
  );
});

describe('a listen address', () => {
  it.each([
    [':10054', undefined, 10_054],
    [':0', undefined, 0],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['localhost:9000', 'localhost', 9000],
    ['[::1]:10054', '::1', 10_054],
    ['[::ffff:127.0.0.1]:1', '::ffff:127.0.0.1', 1],
    ['0.0.0.0:65535', '0.0.0.0', 65_535],
    [' :80 ', undefined, 80],
  ])('%j is host %j, port %d', (text, host, port) => {
    expect(read(values.listenAddress, text)).toEqual({ value: { host, port } });
  });

  it.each([
    '',
    '10054',
    'localhost',
    'localhost:',
    ':65536',
    ':-1',
    ':http',
    ':1e3',
    '::1:10054',
    '[::1]',
    '[]:1',
    '[localhost]:1',
    'http://127.0.0.1:1',
    '127.0.0.1:1/metrics',
    'a b:1',
    ':1:2',
    ':1\n:2',
  ])('%j is none', (text) => {
    expect(read(values.listenAddress, text)).toEqual({
      problems: [expect.stringContaining('not an address')],
    });
  });
});

describe('a path', () => {
  it.each(['/metrics', '/webex/metrics', '/metrics/', '/a.b~c-d_e'])('%j is one', (text) => {
    expect(read(values.urlPath, text)).toEqual({ value: text });
  });

  it.each([
    '',
    '/',
    'metrics',
    '/-/healthy',
    '/-/ready',
    '/-/metrics',
    '/metrics?x',
    '/metrics#x',
    '/me trics',
    '/%6detrics',
    '/*',
    '/:site',
    '/{x}',
    'http://x/metrics',
    '/métriques',
  ])('%j is none', (text) => {
    expect(read(values.urlPath, text)).toEqual({ problems: [expect.stringContaining('not a path')] });
  });
});

describe('one of some words', () => {
  it.each(['', 'INFO', 'information', 'toString', '__proto__'])('is not %j', (text) => {
    expect(read(values.oneOf(['debug', 'info']), text)).toEqual({
      problems: [`${JSON.stringify(text)} is not one of debug, info`],
    });
  });

  it('is any of them', () => {
    expect(read(values.oneOf(['debug', 'info']), 'info')).toEqual({ value: 'info' });
  });
});

describe('a shard', () => {
  it.each([
    ['0/1', { index: 0, count: 1 }],
    ['2/3', { index: 2, count: 3 }],
    ['10/1000', { index: 10, count: 1000 }],
    ['auto/3', { index: 'pod', count: 3 }],
  ])('%j is %j', (text, shard) => {
    expect(read(values.shard, text)).toEqual({ value: shard });
  });

  it.each(['', '3', '3/3', '4/3', '0/0', 'auto/0', '-1/3', '1/-3', '1/x', 'x/3', 'auto', '1/3/5', '1/99999'])(
    '%j is none',
    (text) => {
      expect(read(values.shard, text)).toEqual({ problems: [containing('a shard such as')] });
    },
  );
});

describe('an instant', () => {
  it.each([
    ['2026-11-23T14:05:09Z', Date.UTC(2026, 10, 23, 14, 5, 9)],
    ['2026-11-23T14:05Z', Date.UTC(2026, 10, 23, 14, 5)],
  ])('%j is %i', (text, ms) => {
    expect(read(values.instant, text)).toEqual({ value: ms });
  });

  it.each([
    '',
    'now',
    '2026-11-23',
    '2026-11-23T14:05:09',
    '2026-11-23T14:05:09+01:00',
    '2026-11-23 14:05:09Z',
    '2026-11-23T14:65:09Z',
    '+002026-11-23T14:05:09Z',
    '2026-11-23T14:05:09.5Z',
  ])('%j is none', (text) => {
    expect(read(values.instant, text)).toEqual({ problems: [containing('an instant such as')] });
  });
});

describe('a label', () => {
  it.each([
    ['job=webex', { name: 'job', value: 'webex' }],
    ['_a1=b=c', { name: '_a1', value: 'b=c' }],
  ])('%j is %j', (text, label) => {
    expect(read(values.label, text)).toEqual({ value: label });
  });

  it.each(['', 'job', 'job=', '=webex', '1a=b', 'a-b=c', '__name__=x'])('%j is none', (text) => {
    expect(read(values.label, text)).toEqual({ problems: [containing('a label such as')] });
  });
});
