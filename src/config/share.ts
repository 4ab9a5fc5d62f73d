import { shardOf, WHOLE, type Shard, type ShardRequest } from '../shard.ts';
import type { AccountConfig } from './account-config.ts';
import type { Problem } from './source.ts';

/** The pod's name, whose ordinal is the shard of a StatefulSet's pod. */
const POD_NAME_VARIABLE = 'WEBEX_EXPORTER_POD_NAME';

/** A site that another shard polls. */
export interface ForeignSite {
  readonly site: string;
  readonly shard: number;
}

/** Finds this process's index; a fault goes into `problems`. */
export function resolveShard(
  request: ShardRequest | undefined,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): Shard {
  if (request === undefined) return WHOLE;
  const { index, count } = request;
  if (index !== 'pod') return { index, count };
  const podName = env[POD_NAME_VARIABLE];
  const ordinal = /-(\d{1,6})$/.exec(podName ?? '')?.[1];
  if (ordinal !== undefined && Number(ordinal) < count) return { index: Number(ordinal), count };
  const message =
    `auto/${count} takes the index from ${POD_NAME_VARIABLE}, which must end in an ordinal below ${count} ` +
    `such as webex-exporter-0; it is ${podName === undefined ? 'not set' : JSON.stringify(podName)}`;
  problems.push({ origin: { name: '--shard' }, message });
  return WHOLE;
}

/** An account as one shard polls it: its own sites, and its part of the account's budget. */
export function takeShare(account: AccountConfig, { index, count }: Shard): AccountConfig {
  const part = (whole: number): number => Math.max(1, Math.floor(whole / count));
  return {
    ...account,
    sites: account.sites.filter((site) => shardOf(site, count) === index),
    requestsPerMinute: part(account.requestsPerMinute),
    pollConcurrency: part(account.pollConcurrency),
  };
}

export function listForeignSites(accounts: readonly AccountConfig[], { index, count }: Shard): ForeignSite[] {
  return accounts
    .flatMap(({ sites }) => sites.map((site) => ({ site, shard: shardOf(site, count) })))
    .filter(({ shard }) => shard !== index);
}
