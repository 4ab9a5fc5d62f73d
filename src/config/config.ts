import { MAX_LIVE_SITES } from './account.ts';
import { settingsOf, type AccountConfig } from './account-config.ts';
import type { Purpose } from './credentials.ts';
import { findUnknownVariables, type ConfigInput } from './environment.ts';
import { readConfigFile, readWithoutFile } from './file.ts';
import type { Shard, ShardRequest } from '../shard.ts';
import { listForeignSites, resolveShard, takeShare, type ForeignSite } from './share.ts';
import { readOpenTelemetryConfig, type OpenTelemetryConfig } from './open-telemetry.ts';
import { readProxySettings } from './proxy.ts';
import type { ProxySettings } from '../proxy.ts';
import { describeProblems, type Problem } from './source.ts';
import { ENVIRONMENT_TERMS } from './terms.ts';
import { findUnverified } from './transport.ts';
import { readTrust } from './trust.ts';

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
  /** Default: `ask`. */
  readonly purpose?: Purpose;
}

/** Resolves the whole configuration, or gives undefined with every reason in `problems`. */
export function resolveConfig(
  input: ConfigInput,
  problems: string[],
  { shard: shardRequest, file: path, purpose = 'ask' }: ConfigFlags = {},
): ResolvedConfig | undefined {
  const { env, readFile } = input;
  const before = problems.length;
  const found: Problem[] = findUnverified(env);
  const warnings: Problem[] = [];
  const shard = resolveShard(shardRequest, env, found);
  const openTelemetry = readOpenTelemetryConfig(input, problems);
  const network = readNetworkConfig(input, problems);
  const context = { terms: ENVIRONMENT_TERMS, purpose, readFile, problems: found, warnings };
  const file = path === undefined ? readWithoutFile(env, context) : readConfigFile(path, env, context);
  if (purpose === 'login' && file && file.stateDir === undefined)
    found.push({
      origin: ENVIRONMENT_TERMS.originOf('stateDir'),
      message: 'not set: the tokens are kept there',
    });
  problems.push(...describeProblems(found));
  if (file === undefined) return undefined;
  const unknown = findUnknownVariables(env, file.references);
  if (problems.length > before) {
    // A misspelt name is often why another is missing.
    problems.push(...unknown);
    return undefined;
  }
  const accounts = file.accounts.flatMap((account) => takeShare(account, shard));
  return {
    config: {
      accounts,
      stateDir: file.stateDir,
      openTelemetry,
      network,
      shard,
      foreignSites: listForeignSites(file.accounts, shard),
    },
    warnings: [...describeProblems(warnings), ...unknown, ...accounts.flatMap(findLateness)],
  };
}

/** Proxies and authorities of the environment. */
export function readNetworkConfig(input: ConfigInput, problems: string[]): NetworkConfig {
  return { proxies: readProxySettings(input.env, problems), ca: readTrust(input, problems) };
}

/** What makes an account's polls late for ever: with sites that are discovered, it may come to that later. */
export function findLateness(account: AccountConfig): string[] {
  return [...findTightBudget(account), ...findManyLiveSites(account)];
}

function findManyLiveSites({ name, live, sitesOfAllShards: { length } }: AccountConfig): string[] {
  return live === 'site' && length > MAX_LIVE_SITES
    ? [
        `account ${name}: live meetings of each of its ${length} sites are asked for once in ${length} minutes: set WEBEX_LIVE to account`,
      ]
    : [];
}

function findTightBudget(account: AccountConfig): string[] {
  const { name, sites, live, requestsPerMinute } = account;
  const pollsPerMinute = sites.reduce(
    (sum, site) => {
      const { windows, pollIntervalMs } = settingsOf(account, site);
      return sum + (windows.length * MINUTE_MS) / pollIntervalMs;
    },
    live === 'off' ? 0 : 1,
  );
  if (pollsPerMinute <= requestsPerMinute) return [];
  return [
    `account ${name}: ${pollsPerMinute.toFixed(1)} polls a minute are due but the budget allows ${requestsPerMinute} requests; ` +
      'each poll will come late: raise WEBEX_POLL_INTERVAL or WEBEX_REQUESTS_PER_MINUTE',
  ];
}
