import { describe, expect, it } from 'vitest';
import { describeKey, keyId, type TargetKey } from '../../../src/snapshot/target-key.ts';

const ACCOUNT: TargetKey = { collector: 'live', account: 'emea' };
const SITE: TargetKey = { ...ACCOUNT, site: 'a.webex.com' };
const WINDOW: TargetKey = { collector: 'meetings', account: 'emea', site: 'a.webex.com', window: '7d' };

describe('the key of a target', () => {
  it.each([
    [ACCOUNT, 'account emea'],
    [SITE, 'a.webex.com'],
    [WINDOW, 'a.webex.com 7d'],
  ])('%j reads as %j', (key, text) => {
    expect(describeKey(key)).toBe(text);
  });

  it('is another one for each collector, site, window, and for each account as a whole', () => {
    const keys: TargetKey[] = [
      ACCOUNT,
      { ...ACCOUNT, account: 'apac' },
      SITE,
      { ...SITE, site: 'b.webex.com' },
      { ...SITE, collector: 'meetings' },
      WINDOW,
      { ...WINDOW, window: '1d' },
      // An account may be called like a site.
      { ...ACCOUNT, account: 'a.webex.com' },
    ];
    expect(new Set(keys.map(keyId)).size).toBe(keys.length);
  });

  it('stays that of a site that moves to another account', () => {
    expect(keyId({ ...WINDOW, account: 'apac' })).toBe(keyId(WINDOW));
  });
});
