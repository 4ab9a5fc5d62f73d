/** Where an account's analytics are. Answers may name another host: it is believed once it has proven itself. */
export interface Region {
  /** Where questions go: to the proven host, else to the configured one. */
  readonly url: URL;
  /** The same address at a named host, by https whatever the scheme was before. */
  at(host: string): URL;
  /** Whether questions may go there without having been sent there anew. */
  isTrusted(url: URL): boolean;
  /** It gave what was asked for. */
  prove(url: URL): void;
  /** It no longer does. The configured host is never given up. */
  doubt(url: URL): void;
}

export function createRegion(configured: URL): Region {
  let proven: URL | undefined;
  return {
    get url() {
      return proven ?? configured;
    },
    at(host) {
      const url = new URL(configured);
      if (host === url.hostname) return url;
      url.protocol = 'https:';
      url.host = host;
      url.port = '';
      return url;
    },
    isTrusted: ({ href }) => href === configured.href || href === proven?.href,
    prove(url) {
      proven = url.href === configured.href ? undefined : url;
    },
    doubt({ href }) {
      if (href === proven?.href) proven = undefined;
    },
  };
}

/** Only hosts under these names may ever receive a token because an answer said so. */
const ALLOWED_SUFFIXES = ['.webexapis.com', '.webex.com'];

/** A refusal has a few hundred characters. The search takes quadratic time on hostile text: 1 MiB would take hours. */
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
