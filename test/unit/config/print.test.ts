import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { printConfig } from '../../../src/config/print.ts';
import { ACCOUNT_SETTINGS } from '../../../src/config/settings.ts';
import { MINIMAL, resolved, type Files, type Variables } from './resolve.ts';

function print(env: Variables, files: Files = {}): string {
  return printConfig(resolved(env, files).config);
}

function accountIn(printed: string): Record<string, unknown> {
  const { accounts } = z.object({ accounts: z.tuple([z.looseObject({})]) }).parse(JSON.parse(printed));
  return accounts[0];
}

describe('the printed configuration', () => {
  it('is JSON with what was resolved, as it would be written', () => {
    expect(
      accountIn(print({ ...MINIMAL, WEBEX_WINDOWS: '1w,1d', WEBEX_POLL_INTERVAL: '90m' })),
    ).toMatchObject({
      sites: ['acme.webex.com'],
      windows: ['7d', '1d'],
      data_delay: '1d',
      poll_interval: '1h30m',
      poll_timeout: '30s',
      stale_after: '2d',
      analytics_url: 'https://analytics.webexapis.com/',
      credentials: { kind: 'token', token: '<redacted>' },
    });
  });

  it('names every setting', () => {
    const names = Object.values(ACCOUNT_SETTINGS).map(({ variable }) =>
      variable.replace('WEBEX_', '').toLowerCase(),
    );
    expect(Object.keys(accountIn(print(MINIMAL)))).toEqual(expect.arrayContaining(names));
  });

  it('never contains a secret', () => {
    const secret = fc
      .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 8, maxLength: 40 })
      .map((codes) => String.fromCharCode(...codes))
      // What stands in quotes is refused.
      .filter((text) => !/^(["']).*\1$/.test(text));
    const { WEBEX_SITES } = MINIMAL;
    const files = { '/secret': '' };
    fc.assert(
      fc.property(secret, secret, secret, (a, b, c) => {
        const printed = [
          print({ WEBEX_SITES, WEBEX_ACCESS_TOKEN: a }),
          print({ WEBEX_SITES, WEBEX_ACCESS_TOKEN_FILE: '/secret' }, { ...files, '/secret': a }),
          print({ WEBEX_SITES, WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET: b, WEBEX_REFRESH_TOKEN: c }),
        ].join('\n');
        for (const text of [a, b, c]) {
          expect(printed).not.toContain(text);
          expect(printed).not.toContain(JSON.stringify(text).slice(1, -1));
        }
      }),
    );
  });
});
