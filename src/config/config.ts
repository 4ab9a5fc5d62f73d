import type { Credentials, CredentialSource } from './credentials.ts';
import { findUnknownVariables, readEnvironmentAccount } from './environment.ts';
import type { Shard } from '../shard.ts';
import { listForeignSites, resolveShard, takeShare, type ForeignSite, type ShardRequest } from './share.ts';
import { readOtlpConfig, type OtlpConfig } from './otlp.ts';
import { EXPORTER_SETTINGS, type AccountSettings } from './settings.ts';

const MINUTE_MS = 60_000;

/** What is polled, checked and resolved. */
export interface Config {
  readonly accounts: readonly AccountConfig[];
  /** Where figures, the schedule and rotated tokens are kept over restarts; undefined: in memory only. */
  readonly stateDir: string | undefined;
  /** Undefined: nothing is pushed. */
  readonly otlp: OtlpConfig | undefined;
  /** This process's part; `accounts` holds its sites and its part of the budgets only. */
  readonly shard: Shard;
  /** Configured sites that other shards poll. */
  readonly foreignSites: readonly ForeignSite[];
}

/** One Webex organisation: its credentials, base URLs, sites and how they are polled. */
export interface AccountConfig extends AccountSettings {
  /** The `account` label. */
  readonly name: string;
  readonly credentials: Credentials;
}

export interface ResolvedConfig {
  readonly config: Config;
  /** What works and yet is hardly meant so. */
  readonly warnings: readonly string[];
}

/** Resolves the whole configuration, or gives undefined with every reason in `problems`. */
export function resolveConfig(
  source: CredentialSource,
  problems: string[],
  shardRequest?: ShardRequest,
): ResolvedConfig | undefined {
  const before = problems.length;
  const shard = resolveShard(shardRequest, source.env, problems);
  const otlp = readOtlpConfig(source.env, problems);
  const account = readEnvironmentAccount(source, problems);
  if (account === undefined || problems.length > before) return undefined;
  const accounts = [takeShare(account, shard)];
  return {
    config: {
      accounts,
      stateDir: source.env[EXPORTER_SETTINGS.stateDir.variable] || undefined,
      otlp,
      shard,
      foreignSites: listForeignSites([account], shard),
    },
    warnings: [...findUnknownVariables(source.env), ...accounts.flatMap(findTightBudget)],
  };
}

/** An account whose polls cannot all be made within the interval would fall behind for ever. */
function findTightBudget({
  name,
  sites,
  windows,
  pollIntervalMs,
  requestsPerMinute,
}: AccountConfig): string[] {
  const polls = sites.length * windows.length;
  const budget = Math.floor((requestsPerMinute * pollIntervalMs) / MINUTE_MS);
  if (polls <= budget) return [];
  return [
    `account ${name}: ${polls} polls are due per interval but the budget allows ${budget} requests; ` +
      'each poll will come late: raise WEBEX_POLL_INTERVAL or WEBEX_REQUESTS_PER_MINUTE',
  ];
}
