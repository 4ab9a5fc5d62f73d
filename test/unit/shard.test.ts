import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/config.ts';
import { shardOf } from '../../src/shard.ts';
import { NO_FILES } from '../support/files.ts';

const SITES = Array.from({ length: 300 }, (_, index) => `site-${index}.webex.com`);
const env = {
  WEBEX_SITES: SITES.join(','),
  WEBEX_ACCESS_TOKEN: 'some-token',
  WEBEX_REQUESTS_PER_MINUTE: '90',
  WEBEX_POLL_CONCURRENCY: '4',
};

describe('shards', () => {
  it('give each site to exactly one, whatever the count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
        const owned = Array.from({ length: count }, (_, index) =>
          SITES.filter((site) => shardOf(site, count) === index),
        );
        expect(owned.flat().sort()).toEqual([...SITES].sort());
      }),
      { numRuns: 20 },
    );
  });

  it.each([2, 3, 5, 8])('are of like size with %i of them', (count) => {
    const sizes = Array.from(
      { length: count },
      (_, index) => SITES.filter((site) => shardOf(site, count) === index).length,
    );
    const fair = SITES.length / count;
    for (const size of sizes) expect(Math.abs(size - fair)).toBeLessThan(fair * 0.5);
  });

  it.each([1, 2, 4, 7])('move only the sites that a new shard wins when %i become one more', (count) => {
    const moved = SITES.filter((site) => shardOf(site, count) !== shardOf(site, count + 1));
    expect(moved.every((site) => shardOf(site, count + 1) === count)).toBe(true);
    expect(moved.length).toBeLessThan((SITES.length / (count + 1)) * 1.5);
  });

  it('divide the budget of the account, and name who polls the other sites', () => {
    const resolved = resolveConfig({ env, ...NO_FILES }, [], { shard: { index: 1, count: 3 } });
    const [account] = resolved?.config.accounts ?? [];
    expect(account).toMatchObject({ requestsPerMinute: 30, pollConcurrency: 1 });
    expect(account?.sites).toEqual(SITES.filter((site) => shardOf(site, 3) === 1));
    expect(resolved?.config.foreignSites).toContainEqual({
      site: SITES.find((site) => shardOf(site, 3) === 2),
      shard: 2,
    });
    expect((account?.sites.length ?? 0) + (resolved?.config.foreignSites.length ?? 0)).toBe(SITES.length);
  });

  it('leave an account with refresh tokens whole to the shard of its name', () => {
    const oauth = {
      ...env,
      WEBEX_ACCESS_TOKEN: '',
      WEBEX_CLIENT_ID: 'id',
      WEBEX_CLIENT_SECRET: 'client-secret',
      WEBEX_REFRESH_TOKEN: 'refresh-token',
    };
    const parts = [0, 1, 2].map((index) =>
      resolveConfig({ env: oauth, ...NO_FILES }, [], { shard: { index, count: 3 } }),
    );
    const owner = shardOf('default', 3);
    for (const [index, part] of parts.entries()) {
      const isOwner = index === owner;
      expect(part?.config.accounts).toMatchObject(
        isOwner ? [{ requestsPerMinute: 90, pollConcurrency: 4, sites: SITES }] : [],
      );
      expect(part?.config.foreignSites).toEqual(isOwner ? [] : SITES.map((site) => ({ site, shard: owner })));
    }
  });

  it("leave live meetings to the shard of the account's name", () => {
    const live = [0, 1, 2].map((index) => {
      const input = { env: { ...env, WEBEX_LIVE: 'account' }, ...NO_FILES };
      return resolveConfig(input, [], { shard: { index, count: 3 } })?.config.accounts[0]?.live;
    });
    expect(live).toEqual([0, 1, 2].map((index) => (index === shardOf('default', 3) ? 'account' : 'off')));
  });

  it.each([
    ['webex-exporter-2', 2],
    ['a-0', 0],
  ])('take the index from the pod name %s', (name, index) => {
    const resolved = resolveConfig({ env: { ...env, WEBEX_EXPORTER_POD_NAME: name }, ...NO_FILES }, [], {
      shard: { index: 'pod', count: 3 },
    });
    expect(resolved?.config.shard).toEqual({ index, count: 3 });
  });

  it.each([undefined, 'webex-exporter', 'webex-exporter-3'])('refuse the pod name %s', (name) => {
    const problems: string[] = [];
    const environment = { ...env, ...(name === undefined ? {} : { WEBEX_EXPORTER_POD_NAME: name }) };
    expect(
      resolveConfig({ env: environment, ...NO_FILES }, problems, { shard: { index: 'pod', count: 3 } }),
    ).toBeUndefined();
    expect(problems.join()).toContain('must end in an ordinal below 3');
  });
});
