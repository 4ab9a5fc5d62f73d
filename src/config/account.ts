import type { AccountConfig } from './account-config.ts';
import { readCredentials, type AccountContext } from './credentials.ts';
import { ACCOUNT_SCHEMA, ACCOUNT_SETTINGS, SITE_SCHEMA, type SiteSettings } from './settings.ts';
import { readSettings, readValue, type Source } from './source.ts';

/** Asked in turn, one a minute: with more of them, figures called live would be too old. */
const MAX_LIVE_SITES = 15;

/** An account and its sites' own settings, or undefined with every reason in the context's problems. */
export function readAccount(
  name: string,
  source: Source,
  siteSources: ReadonlyMap<string, Source>,
  context: AccountContext,
): AccountConfig | undefined {
  const { problems } = context;
  const before = problems.length;
  requireSites(source, context);
  forbidPlainHttp(source, context);
  const read = readSettings(ACCOUNT_SCHEMA, source, problems);
  const credentials = readCredentials(source, context);
  const siteSettings = new Map<string, SiteSettings>();
  const sources = [source];
  for (const [site, own] of siteSources) {
    const merged = { ...source, ...own };
    sources.push(merged);
    const settings = readSettings(SITE_SCHEMA, merged, problems);
    if (settings) siteSettings.set(site, settle(settings, merged));
  }
  for (const each of sources) forbidEarlyStaleness(each, context);
  const shortestMs = Math.min(...sources.map((each) => durationOf('pollIntervalMs', each) ?? Infinity));
  forbidLateTimeout(source, shortestMs, context);
  if (read === undefined) return undefined;

  const settings = settle(read, source);
  const siteCount = settings.sites.length;
  if (source.live && settings.live === 'site' && siteCount > MAX_LIVE_SITES)
    problems.push(
      `${source.live.origin}: with \`site\` each of ${siteCount} sites would be asked once in as many minutes; more than ${MAX_LIVE_SITES} need \`account\``,
    );
  if (credentials === undefined || problems.length > before) return undefined;
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

/** Read apart from the other settings, whose faults must not hide that durations do not fit; undefined: said of it already. */
function durationOf(
  name: 'pollIntervalMs' | 'pollTimeoutMs' | 'staleAfterMs',
  source: Source,
): number | undefined {
  const text = source[name]?.text ?? ACCOUNT_SETTINGS[name].defaultText;
  return ACCOUNT_SCHEMA.shape[name].safeParse(text).data;
}

function forbidEarlyStaleness(source: Source, { wordFor, problems }: AccountContext): void {
  const intervalMs = durationOf('pollIntervalMs', source) ?? 0;
  const staleAfterMs = durationOf('staleAfterMs', source) ?? Infinity;
  if (source.staleAfterMs && staleAfterMs < intervalMs)
    problems.push(
      `${source.staleAfterMs.origin}: shorter than ${wordFor('pollIntervalMs')}: figures would vanish between two polls`,
    );
}

function forbidLateTimeout(source: Source, shortestMs: number, { wordFor, problems }: AccountContext): void {
  const timeoutMs = durationOf('pollTimeoutMs', source) ?? 0;
  if (source.pollTimeoutMs && timeoutMs > shortestMs)
    problems.push(
      `${source.pollTimeoutMs.origin}: longer than ${wordFor('pollIntervalMs')}: a poll would not end before the next`,
    );
}

/** `login` asks no site, and with discovery none need be named. */
function requireSites(source: Source, { about, wordFor, purpose, problems }: AccountContext): void {
  if (source.sites?.text || purpose === 'login') return;
  const discovers = ACCOUNT_SCHEMA.shape.discover.safeParse(source.discover?.text).data ?? false;
  if (!discovers) problems.push(`${about}${wordFor('sites')}: not set: ${ACCOUNT_SETTINGS.sites.help}`);
}

/** The token must not cross a network in the clear unless somebody said that it may. */
function forbidPlainHttp(source: Source, { wordFor, problems }: AccountContext): void {
  const { allowHttp } = ACCOUNT_SCHEMA.shape;
  if (allowHttp.safeParse(source.allowHttp?.text).data) return;
  for (const name of ['analyticsUrl', 'apiUrl'] as const) {
    const given = source[name];
    // Read apart from the other settings: their faults must not hide this one, nor its own be said twice.
    const url = given && readValue(ACCOUNT_SCHEMA.shape[name], given, []);
    if (given === undefined || url === undefined || url.protocol === 'https:' || isLoopback(url.hostname))
      continue;
    const host = given.isHidden ? 'another machine' : url.hostname;
    problems.push(
      `${given.origin}: plain http to ${host} would send the token unencrypted; use https, or set ${wordFor('allowHttp')} to true if that network is trusted`,
    );
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
