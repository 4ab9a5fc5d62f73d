import type { AccountConfig } from './account-config.ts';
import { readCredentials, type CredentialContext } from './credentials.ts';
import { ACCOUNT_SCHEMA, ACCOUNT_SETTINGS, SITE_SCHEMA, type SiteSettings } from './settings.ts';
import { readSettings, readValue, type Source } from './source.ts';

/** Asked in turn, one a minute: with more of them, figures called live would be too old. */
const MAX_LIVE_SITES = 15;

/** An account and its sites' own settings, or undefined with every reason in the context's problems. */
export function readAccount(
  name: string,
  source: Source,
  siteSources: ReadonlyMap<string, Source>,
  context: CredentialContext,
): AccountConfig | undefined {
  const { problems } = context;
  const before = problems.length;
  requireSites(source, context);
  forbidPlainHttp(source, context);
  const read = readSettings(ACCOUNT_SCHEMA, source, problems);
  const credentials = readCredentials(source, context);
  const siteSettings = new Map<string, SiteSettings>();
  for (const [site, own] of siteSources) {
    const merged = { ...source, ...own };
    const settings = readSettings(SITE_SCHEMA, merged, problems);
    if (settings) siteSettings.set(site, settle(settings, merged, context));
  }
  if (read === undefined) return undefined;

  const settings = settle(read, source, context);
  const shortestMs = Math.min(
    settings.pollIntervalMs,
    ...Array.from(siteSettings.values(), ({ pollIntervalMs }) => pollIntervalMs),
  );
  if (source.pollTimeoutMs && settings.pollTimeoutMs > shortestMs) {
    const message = `longer than ${context.terms.wordFor('pollIntervalMs')}: a poll would not end before the next`;
    problems.push({ origin: source.pollTimeoutMs.origin, message });
  }
  if (source.live && settings.live === 'site' && settings.sites.length > MAX_LIVE_SITES) {
    const message = `with \`site\` each of ${settings.sites.length} sites would be asked once in as many minutes; more than ${MAX_LIVE_SITES} need \`account\``;
    problems.push({ origin: source.live.origin, message });
  }
  if (credentials === undefined || problems.length > before) return undefined;
  const pollTimeoutMs = Math.min(settings.pollTimeoutMs, shortestMs);
  return { name, credentials, ...settings, pollTimeoutMs, siteSettings, sitesOfAllShards: settings.sites };
}

/** Stale after what was given, which must outlast the interval, or by default after two intervals at least. */
function settle<T extends SiteSettings>(
  settings: T,
  source: Source,
  { terms, problems }: CredentialContext,
): T {
  const { pollIntervalMs, staleAfterMs } = settings;
  if (source.staleAfterMs === undefined)
    return { ...settings, staleAfterMs: Math.max(staleAfterMs, 2 * pollIntervalMs) };
  if (staleAfterMs < pollIntervalMs) {
    const message = `shorter than ${terms.wordFor('pollIntervalMs')}: figures would vanish between two polls`;
    problems.push({ origin: source.staleAfterMs.origin, message });
  }
  return settings;
}

/** `login` asks no site, and with discovery none need be named. */
function requireSites(source: Source, { terms, purpose, problems }: CredentialContext): void {
  if (source.sites?.text || purpose === 'login') return;
  const discovers = ACCOUNT_SCHEMA.shape.discover.safeParse(source.discover?.text).data ?? false;
  if (!discovers)
    problems.push({ origin: terms.originOf('sites'), message: `not set: ${ACCOUNT_SETTINGS.sites.help}` });
}

/** The token must not cross a network in the clear unless somebody said that it may. */
function forbidPlainHttp(source: Source, { terms, problems }: CredentialContext): void {
  const { allowHttp } = ACCOUNT_SCHEMA.shape;
  if (allowHttp.safeParse(source.allowHttp?.text).data) return;
  for (const name of ['analyticsUrl', 'apiUrl'] as const) {
    const given = source[name];
    // Read apart from the other settings: their faults must not hide this one, nor its own be said twice.
    const url = given && readValue(ACCOUNT_SCHEMA.shape[name], given, []);
    if (given === undefined || url === undefined || url.protocol === 'https:' || isLoopback(url.hostname))
      continue;
    const host = given.isHidden ? 'another machine' : url.hostname;
    const message = `plain http to ${host} would send the token unencrypted; use https, or set ${terms.wordFor('allowHttp')} to true if that network is trusted`;
    problems.push({ origin: given.origin, message });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
