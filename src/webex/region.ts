/** Only hosts under these names may ever receive a token because an answer said so. */
const ALLOWED_SUFFIXES = ['.webexapis.com', '.webex.com'];

/** A refusal has a few hundred characters. The search takes quadratic time on hostile text: 8 MiB would take days. */
const MAX_TEXT_CHARACTERS = 4096;

/** A host name of at least two labels, with the scheme before it if there is one. */
const HOST =
  /(?:([a-z][a-z0-9+.-]*):\/\/)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])/gi;

/** Names under which Webex explains itself; a refusal that links there sends nobody there with a token. */
const EXPLAINING = /^(?:developer|help|status|www)\b/;

/**
 * The host of another region that a refusal tells us to use, or undefined. Wordings differ ("Please use <host>",
 * "… URL: <https://host>", quoted, with a trailing dot), so every host in the text is looked at, the ones named
 * `analytics…` first. Whatever the text says, a host outside the allow-list is never returned, and none of `known` (the host that was
 * asked, the site in question), which a refusal may merely quote.
 */
export function extractRegionHost(text: string, known: readonly string[] = []): string | undefined {
  const hosts = [...text.slice(0, MAX_TEXT_CHARACTERS).matchAll(HOST)]
    .filter(([, scheme]) => scheme === undefined || scheme.toLowerCase() === 'https')
    .map(([, , host]) => (host ?? '').toLowerCase())
    .filter((host) => isAllowedHost(host) && !EXPLAINING.test(host) && !known.includes(host));
  return hosts.find(isAnalyticsHost) ?? hosts[0];
}

/** Whether a 403 speaks of a region at all, and not of scope, role, licence or site. */
export function namesAnalyticsHost(text: string, known: readonly string[] = []): boolean {
  const host = extractRegionHost(text, known);
  return host !== undefined && isAnalyticsHost(host);
}

export function isAllowedHost(host: string): boolean {
  return ALLOWED_SUFFIXES.some((suffix) => host.endsWith(suffix) && host.length > suffix.length);
}

function isAnalyticsHost(host: string): boolean {
  return host.startsWith('analytics');
}
