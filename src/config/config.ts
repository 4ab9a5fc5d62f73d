import { settingsOf, type AccountConfig } from './account-config.ts';
import type { CredentialSource } from './credentials.ts';
import { findUnknownVariables, readEnvironmentAccount } from './environment.ts';
import type { Shard, ShardRequest } from '../shard.ts';
import { listForeignSites, resolveShard, takeShare, type ForeignSite } from './share.ts';
import { readOpenTelemetryConfig, type OpenTelemetryConfig } from './open-telemetry.ts';
import { readProxySettings } from './proxy.ts';
import { readTrust } from './trust.ts';
import type { ProxySettings } from '../proxy.ts';
import { readConfigFile, type FileConfig } from './file.ts';
import { EXPORTER_SETTINGS } from './settings.ts';

const MINUTE_MS = 60_000;

/** What is polled, checked and resolved. */
export interface Config {
  readonly accounts: readonly AccountConfig[];
  /** Where figures, the schedule and rotated tokens are kept over restarts; undefined: in memory only. */
  readonly stateDir: string | undefined;
  /** Undefined: the page alone. */
  readonly openTelemetry: OpenTelemetryConfig | undefined;
  readonly network: NetworkConfig;
  /** This process's part; `accounts` holds its sites and its part of the budgets only. */
  readonly shard: Shard;
  /** Configured sites that other shards poll. */
  readonly foreignSites: readonly ForeignSite[];
}

/** How other machines are reached; read at the start. */
export interface NetworkConfig {
  readonly proxies: ProxySettings;
  /** Trusted authorities as PEM; undefined: Node's own. */
  readonly ca: readonly string[] | undefined;
}

export interface ResolvedConfig {
  readonly config: Config;
  /** What works and yet is hardly meant so. */
  readonly warnings: readonly string[];
}

/** What the command line says of the configuration. */
export interface ConfigFlags {
  readonly shard?: ShardRequest | undefined;
  /** Path of a configuration file. */
  readonly file?: string | undefined;
}

/** Resolves the whole configuration, or gives undefined with every reason in `problems`. */
export function resolveConfig(
  source: CredentialSource,
  problems: string[],
  { shard: shardRequest, file: path }: ConfigFlags = {},
): ResolvedConfig | undefined {
  const before = problems.length;
  const shard = resolveShard(shardRequest, source.env, problems);
  const openTelemetry = readOpenTelemetryConfig(source, problems);
  const network = readNetworkConfig(source, problems);
  const file =
    path === undefined ? readEnvironment(source, problems) : readConfigFile(path, source, problems);
  if (file === undefined || problems.length > before) return undefined;
  const accounts = file.accounts.map((account) => takeShare(account, shard));
  return {
    config: {
      accounts,
      stateDir: source.env[EXPORTER_SETTINGS.stateDir.variable] || file.stateDir,
      openTelemetry,
      network,
      shard,
      foreignSites: listForeignSites(file.accounts, shard),
    },
    warnings: [...findUnknownVariables(source.env, file.references), ...accounts.flatMap(findTightBudget)],
  };
}

/** Proxies and authorities of the environment. */
export function readNetworkConfig(source: CredentialSource, problems: string[]): NetworkConfig {
  return { proxies: readProxySettings(source.env, problems), ca: readTrust(source, problems) };
}

function readEnvironment(source: CredentialSource, problems: string[]): FileConfig | undefined {
  const account = readEnvironmentAccount(source, problems);
  return account && { accounts: [account], stateDir: undefined, references: new Set() };
}

/** An account whose polls cannot all be made within the interval would fall behind for ever. */
function findTightBudget(account: AccountConfig): string[] {
  const { name, sites, requestsPerMinute } = account;
  const pollsPerMinute = sites.reduce((sum, site) => {
    const { windows, pollIntervalMs } = settingsOf(account, site);
    return sum + (windows.length * MINUTE_MS) / pollIntervalMs;
  }, 0);
  if (pollsPerMinute <= requestsPerMinute) return [];
  return [
    `account ${name}: ${pollsPerMinute.toFixed(1)} polls a minute are due but the budget allows ${requestsPerMinute} requests; ` +
      'each poll will come late: raise WEBEX_POLL_INTERVAL or WEBEX_REQUESTS_PER_MINUTE',
  ];
}
