import { addressOf, isLoopback } from '../proxy.ts';
import { readCredentials, type AccountContext, type Credentials } from './credentials.ts';
import {
  ACCOUNT_NAMES,
  ACCOUNT_SETTINGS,
  SITE_NAMES,
  type AccountSettings,
  type SiteSettings,
} from './settings.ts';
import { isWhole, readSettings, type Source } from './source.ts';

/** One Webex organisation: its credentials, base URLs, sites and how they are polled. */
export interface AccountConfig extends AccountSettings {
  /** The `account` label. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Settings of single sites that differ from the account's. */
  readonly siteSettings: ReadonlyMap<string, SiteSettings>;
  /** `sites` and those that other shards poll: for what one shard asks about all of them. */
  readonly sitesOfAllShards: readonly string[];
}

/** How one site of an account is polled. */
export function settingsOf(account: AccountConfig, site: string): SiteSettings {
  return account.siteSettings.get(site) ?? account;
}

const MINUTE_MS = 60_000;

/** Asked in turn, one a minute: with more of them, figures called live would be too old. */
const MAX_LIVE_SITES = 15;

/** An account and its sites' own settings, or undefined with every reason in the context's problems. */
export function readAccount(
  name: string,
  source: Source,
  siteSources: ReadonlyMap<string, Source>,
  context: AccountContext,
): AccountConfig | undefined {
  const { about, wordFor, purpose, problems } = context;
  const before = problems.length;
  const read = readSettings(ACCOUNT_NAMES, source, problems);
  // `login` asks no site, and with discovery none need be named.
  if (!source.sites?.text && purpose !== 'login' && !read.discover)
    problems.push(`${about}${wordFor('sites')}: not set: ${ACCOUNT_SETTINGS.sites.help}`);
  forbidPlainHttp(source, read, context);
  const credentials = readCredentials(source, context);

  const siteSettings = new Map<string, SiteSettings>();
  let shortestMs = checkInterval(source, read, context);
  for (const [site, own] of siteSources) {
    const merged = { ...source, ...own };
    const settings = readSettings(SITE_NAMES, merged, problems);
    shortestMs = Math.min(shortestMs, checkInterval(merged, settings, context));
    if (isWhole<SiteSettings>(settings)) siteSettings.set(site, settle(settings, merged));
  }
  if (source.pollTimeoutMs && (read.pollTimeoutMs ?? 0) > shortestMs)
    problems.push(
      `${source.pollTimeoutMs.origin}: longer than ${wordFor('pollIntervalMs')}: a poll would not end before the next`,
    );
  const siteCount = read.sites?.length ?? 0;
  if (source.live && read.live === 'site' && siteCount > MAX_LIVE_SITES)
    problems.push(
      `${source.live.origin}: with \`site\` each of ${siteCount} sites would be asked once in as many minutes; more than ${MAX_LIVE_SITES} need \`account\``,
    );
  if (credentials === undefined || problems.length > before || !isWhole<AccountSettings>(read))
    return undefined;
  const settings = settle(read, source);
  const pollTimeoutMs = Math.min(settings.pollTimeoutMs, shortestMs);
  return { name, credentials, ...settings, pollTimeoutMs, siteSettings, sitesOfAllShards: settings.sites };
}

/** Stale after what was given, or by default after two intervals at least. */
function settle<T extends SiteSettings>(settings: T, source: Source): T {
  const { pollIntervalMs, staleAfterMs } = settings;
  return source.staleAfterMs
    ? settings
    : { ...settings, staleAfterMs: Math.max(staleAfterMs, 2 * pollIntervalMs) };
}

/** The interval, which figures must outlive; for ever where it cannot be read. */
function checkInterval(
  { staleAfterMs: given }: Source,
  { pollIntervalMs = Infinity, staleAfterMs = Infinity }: Partial<SiteSettings>,
  { wordFor, problems }: AccountContext,
): number {
  if (given && pollIntervalMs !== Infinity && staleAfterMs < pollIntervalMs)
    problems.push(
      `${given.origin}: shorter than ${wordFor('pollIntervalMs')}: figures would vanish between two polls`,
    );
  return pollIntervalMs;
}

/** The token must not cross a network in the clear unless somebody said that it may. */
function forbidPlainHttp(
  source: Source,
  read: Partial<AccountSettings>,
  { wordFor, problems }: AccountContext,
): void {
  for (const name of ['analyticsUrl', 'apiUrl'] as const) {
    const [given, url] = [source[name], read[name]];
    if (!given || url?.protocol !== 'http:' || isLoopback(addressOf(url).host) || read.allowHttp) continue;
    const host = given.isHidden ? 'another machine' : url.hostname;
    problems.push(
      `${given.origin}: plain http to ${host} would send the token unencrypted; use https, or set ${wordFor('allowHttp')} to true if that network is trusted`,
    );
  }
}

/** What makes an account's polls late for ever: with sites that are discovered, it may come to that later. */
export function findLateness(account: AccountConfig): string[] {
  const { name, sites, live, requestsPerMinute, sitesOfAllShards } = account;
  const siteCount = sitesOfAllShards.length;
  let pollsPerMinute = live === 'off' ? 0 : 1;
  for (const site of sites) {
    const { windows, pollIntervalMs } = settingsOf(account, site);
    pollsPerMinute += (windows.length * MINUTE_MS) / pollIntervalMs;
  }
  const found: string[] = [];
  if (pollsPerMinute > requestsPerMinute)
    found.push(
      `account ${name}: ${pollsPerMinute.toFixed(1)} polls a minute are due but the budget allows ${requestsPerMinute} requests; ` +
        'each poll will come late: raise WEBEX_POLL_INTERVAL or WEBEX_REQUESTS_PER_MINUTE',
    );
  if (live === 'site' && siteCount > MAX_LIVE_SITES)
    found.push(
      `account ${name}: live meetings of each of its ${siteCount} sites are asked for once in ${siteCount} minutes: set WEBEX_LIVE to account`,
    );
  return found;
}

/** The sites to poll: the explicit ones in their order, then the discovered ones that are not among them. */
export function mergeSites(explicit: readonly string[], discovered: readonly string[]): string[] {
  return [...new Set([...explicit, ...discovered])];
}
