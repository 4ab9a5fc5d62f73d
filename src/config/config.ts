import type { Shard, ShardRequest } from '../shard.ts';
import { findLateness, type AccountConfig } from './account.ts';
import { NO_FILE, readAccounts } from './accounts.ts';
import type { Purpose } from './credentials.ts';
import { findUnknownVariables, type ConfigInput } from './environment.ts';
import type { readConfigFile } from './file.ts';
import { readNetworkConfig, type NetworkConfig } from './network.ts';
import { readOpenTelemetryConfig, type OpenTelemetryConfig } from './open-telemetry.ts';
import { SETTINGS } from './settings.ts';
import { listForeignSites, resolveShard, takeShare, type ForeignSite } from './share.ts';
import { boundProblems } from './source.ts';

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

export interface ResolvedConfig {
  readonly config: Config;
  /** What works and yet is hardly meant so. */
  readonly warnings: readonly string[];
}

/** A configuration file and what reads it, which is loaded only for one. */
export interface GivenFile {
  readonly path: string;
  readonly read: typeof readConfigFile;
}

/** What the command line says of the configuration. */
export interface ConfigFlags {
  readonly shard?: ShardRequest | undefined;
  readonly file?: GivenFile | undefined;
  /** Default: `ask`. */
  readonly purpose?: Purpose;
}

/** Resolves the whole configuration, or gives undefined with every reason in `problems`. */
export function resolveConfig(
  input: ConfigInput,
  problems: string[],
  { shard: shardRequest, file: given, purpose = 'ask' }: ConfigFlags = {},
): ResolvedConfig | undefined {
  const { env, readFile } = input;
  const found: string[] = [];
  const warnings: string[] = [];
  const network = readNetworkConfig(input, found);
  const shard = resolveShard(shardRequest, env, found);
  const openTelemetry = readOpenTelemetryConfig(input, found);
  const context = { purpose, readFile, problems: found, warnings };
  const file = given === undefined ? NO_FILE : given.read(given.path, env, context);
  const { accounts, stateDir } = file ? readAccounts(file, env, context) : { accounts: [] };
  if (purpose === 'login' && file && stateDir === undefined)
    found.push(`${SETTINGS.stateDir.variable}: not set: the tokens are kept there`);
  const unknown = file ? findUnknownVariables(env, file.references) : [];
  if (found.length > 0) {
    // A misspelt name is often why another is missing.
    problems.push(...boundProblems(found), ...unknown);
    return undefined;
  }
  const own = accounts.flatMap((account) => takeShare(account, shard));
  const foreignSites = listForeignSites(accounts, shard);
  return {
    config: { accounts: own, stateDir, openTelemetry, network, shard, foreignSites },
    warnings: [...boundProblems(warnings), ...unknown, ...own.flatMap(findLateness)],
  };
}
