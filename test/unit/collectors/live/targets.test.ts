import { describe, expect, it } from 'vitest';
import { toTargets } from '../../../../src/collectors/live/targets.ts';
import { resolveConfig } from '../../../../src/config/config.ts';
import { shardOf } from '../../../../src/shard.ts';
import { MINUTE_MS } from '../../../support/time.ts';
import { NO_FILES } from '../../../support/files.ts';

const SITES = 'a.webex.com,b.webex.com,c.webex.com';

function targetsOf(live: string, shard = { index: 0, count: 1 }) {
  const env = { WEBEX_SITES: SITES, WEBEX_ACCESS_TOKEN: 'a-token-of-mine', WEBEX_LIVE: live };
  const resolved = resolveConfig({ env, ...NO_FILES }, [], { shard });
  return resolved?.config.accounts.flatMap(toTargets) ?? [];
}

describe('what is live of an account', () => {
  it('is not asked by default', () => {
    expect(targetsOf('off')).toEqual([]);
  });

  it('is one question a minute about all sites, not needed to be ready', () => {
    const [target, ...more] = targetsOf('account');
    expect(more).toEqual([]);
    expect(target).toMatchObject({
      key: { collector: 'live', account: 'default' },
      intervalMs: MINUTE_MS,
      staleAfterMs: 5 * MINUTE_MS,
      isRequired: false,
    });
    expect(target?.key).not.toHaveProperty('site');
    expect(target?.questionAt(0)).toMatchObject({
      base: 'api',
      endpoint: 'live_monitoring',
      path: 'v1/livemonitoring/liveMeetingsByCountry',
      body: {},
    });
  });

  it('by site is a question about each, as many minutes apart as there are sites', () => {
    const targets = targetsOf('site');
    expect(targets.map(({ key }) => key.site)).toEqual(SITES.split(','));
    for (const { key, intervalMs, staleAfterMs, questionAt } of targets) {
      expect([intervalMs, staleAfterMs]).toEqual([3 * MINUTE_MS, 15 * MINUTE_MS]);
      expect(questionAt(0).body).toEqual({ siteUrl: key.site });
    }
  });

  it.each(['account', 'site'])('is asked by one shard alone, about all sites: %s', (live) => {
    const count = 4;
    const byShard = Array.from({ length: count }, (_, index) => targetsOf(live, { index, count }));
    const whole = targetsOf(live).map(({ key }) => key);
    expect(byShard.map((targets) => targets.map(({ key }) => key))).toEqual(
      byShard.map((_, index) => (index === shardOf('default', count) ? whole : [])),
    );
  });
});
