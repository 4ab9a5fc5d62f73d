import { findLateness, mergeSites, type AccountConfig } from '../config/account.ts';
import { ownerOf } from '../config/share.ts';
import type { Logger } from '../log.ts';
import type { Task } from '../poll/scheduler.ts';
import type { Runtime } from '../runtime.ts';
import { shardOf, type Shard } from '../shard.ts';
import type { Api } from '../webex/ask.ts';

const REFRESH_MS = 24 * 3_600_000;
/** After a failure: soon at first, since a start without a list polls nothing, then half as often each time. */
const FIRST_RETRY_MS = 15_000;
const MAX_RETRY_MS = 15 * 60_000;

export interface DiscoveredSitesOptions {
  readonly runtime: Runtime;
  readonly shard: Shard;
  readonly log: Logger;
  /** Another list was found: the accounts are to be put together anew. */
  readonly onChange: () => Promise<void>;
}

/** The sites that Webex itself names for accounts with `discover`, looked for once a day. */
export interface DiscoveredSites {
  /** The accounts with their explicit sites first and the discovered ones of this shard after them. */
  extend(accounts: readonly AccountConfig[]): AccountConfig[];
  /** Looks for an account's sites, now and once a day. */
  createTask(settings: AccountConfig, api: Api): Task;
  /** Accounts whose sites were never found so far. */
  missing(accounts: readonly AccountConfig[]): string[];
}

export function createDiscoveredSites({
  runtime,
  shard,
  log,
  onChange,
}: DiscoveredSitesOptions): DiscoveredSites {
  const found = new Map<string, readonly string[]>();
  const failing = new Map<string, string>();

  function extend(accounts: readonly AccountConfig[]): AccountConfig[] {
    const taken = new Set(accounts.flatMap(({ sites }) => sites));
    return accounts.map((account) => {
      if (!account.discover) return account;
      const free = (found.get(account.name) ?? []).filter((site) => !taken.has(site));
      const own = free.filter((site) => ownerOf(account, site, shard.count) === shard.index);
      for (const site of own) taken.add(site);
      return {
        ...account,
        sites: mergeSites(account.sites, own),
        sitesOfAllShards: mergeSites(account.sitesOfAllShards, free),
      };
    });
  }

  async function look(settings: AccountConfig, api: Api, signal: AbortSignal): Promise<boolean> {
    const { name } = settings;
    // Webex allows the organisation one such question a minute, and shards do not know of each other.
    const isWhole = shardOf(name, shard.count) === shard.index;
    // Most accounts name their sites, and its forms take a start half a millisecond.
    const { describeAttempts, discoverSites } = await import('../webex/discovery.ts');
    const result = await discoverSites(api, settings, signal, isWhole ? [] : ['live_monitoring']);
    if (result.kind === 'failed') {
      const problem = describeAttempts(result.attempts);
      if (failing.get(name) !== problem) {
        log.warn('sites cannot be discovered; those known so far are polled on', {
          account: name,
          outcome: result.outcome,
          problem,
        });
      }
      failing.set(name, problem);
      return false;
    }
    failing.delete(name);
    const isNew = result.sites.join(' ') !== found.get(name)?.join(' ');
    found.set(name, result.sites);
    if (!isNew) return true;
    log.info('sites discovered', {
      account: name,
      by: result.method,
      sites: result.sites.length,
      left_out: result.leftOut.length,
    });
    for (const warning of extend([settings]).flatMap(findLateness)) log.warn(warning);
    await onChange();
    return true;
  }

  return {
    extend,
    createTask: (settings, api) => ({
      name: `discover ${settings.name}`,
      intervalMs: REFRESH_MS,
      firstDueMs: 0,
      onScheduled: () => undefined,
      async run(signal) {
        let retryMs = FIRST_RETRY_MS;
        while (!(await look(settings, api, signal))) {
          await runtime.clock.sleep(retryMs, signal);
          retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
        }
        return 'done';
      },
    }),
    missing: (accounts) =>
      accounts.flatMap(({ name, discover }) =>
        discover && !found.has(name) ? [`sites of account ${name}`] : [],
      ),
  };
}
