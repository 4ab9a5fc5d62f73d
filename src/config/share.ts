import { shardOf, WHOLE, type Shard, type ShardRequest } from '../shard.ts';
import { quote } from '../shown-text.ts';
import type { AccountConfig } from './account.ts';
import type { Environment } from './environment.ts';

/** The pod's name, whose ordinal is the shard of a StatefulSet's pod. */
const POD_NAME_VARIABLE = 'WEBEX_EXPORTER_POD_NAME';

/** A site that another shard polls. */
export interface ForeignSite {
  readonly site: string;
  readonly shard: number;
}

/** Finds this process's index; a fault goes into `problems`. */
export function resolveShard(
  { index, count }: ShardRequest = WHOLE,
  env: Environment,
  problems: string[],
): Shard {
  if (index !== 'pod') return { index, count };
  const podName = env[POD_NAME_VARIABLE];
  const ordinal = /-(\d{1,6})$/.exec(podName ?? '')?.[1];
  if (ordinal !== undefined && Number(ordinal) < count) return { index: Number(ordinal), count };
  problems.push(
    `--shard: auto/${count} takes the index from ${POD_NAME_VARIABLE}, which must end in an ordinal below ${count} ` +
      `such as webex-exporter-0; it is ${podName === undefined ? 'not set' : quote(podName)}`,
  );
  return WHOLE;
}

/** The shard that asks about a site. With refresh tokens an account stays whole: two processes would end each other's. */
export function ownerOf({ name, credentials }: AccountConfig, site: string, count: number): number {
  return shardOf(credentials.kind === 'oauth' ? name : site, count);
}

/** An account as one shard polls it: whole or not at all, or its own sites with its part of the budget. */
export function takeShare(account: AccountConfig, shard: Shard): AccountConfig[] {
  const { name, credentials, sites, live, requestsPerMinute, pollConcurrency } = account;
  const isNamesake = shardOf(name, shard.count) === shard.index;
  if (credentials.kind === 'oauth') return isNamesake ? [account] : [];
  const part = (whole: number): number => Math.max(1, Math.floor(whole / shard.count));
  return [
    {
      ...account,
      sites: sites.filter((site) => ownerOf(account, site, shard.count) === shard.index),
      requestsPerMinute: part(requestsPerMinute),
      pollConcurrency: part(pollConcurrency),
      // One request answers for all sites of the account.
      live: isNamesake ? live : 'off',
    },
  ];
}

export function listForeignSites(accounts: readonly AccountConfig[], { index, count }: Shard): ForeignSite[] {
  return accounts
    .flatMap((account) => account.sites.map((site) => ({ site, shard: ownerOf(account, site, count) })))
    .filter(({ shard }) => shard !== index);
}
