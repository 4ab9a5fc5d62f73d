import * as z from 'zod';
import { isHostName } from '../host-name.ts';
import type { Api, ApiAnswer } from './ask.ts';
import { askLicences } from './licences.ts';
import type { Outcome } from './outcome.ts';
import { DISCOVERY_SCOPE } from './scopes.ts';
import type { Failure } from './verdict.ts';

/** The ways to learn an organisation's sites, in the order in which they are tried. */
export const DISCOVERY_METHODS = ['licenses', 'live_monitoring', 'people'] as const;
export type DiscoveryMethod = (typeof DISCOVERY_METHODS)[number];

/** Which sites are wanted: patterns of host names in which `*` is any text and `?` any character. */
export interface SiteFilter {
  /** Empty: all. */
  readonly discoverInclude: readonly string[];
  readonly discoverExclude: readonly string[];
}

/** Why a way did not lead to sites. */
export interface FailedAttempt {
  readonly method: DiscoveryMethod;
  readonly failure: Failure;
}

export type Discovery =
  | {
      readonly kind: 'found';
      readonly method: DiscoveryMethod;
      /** Wanted host names in lower case, sorted; empty when the filter leaves none. */
      readonly sites: readonly string[];
      /** Sites that the filter leaves out. */
      readonly leftOut: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly outcome: Failure['outcome'];
      readonly attempts: readonly FailedAttempt[];
    };

/** Faults that pass: the next, narrower way would give an incomplete list because of a hiccup of the better one. */
const PASSING: ReadonlySet<Outcome> = new Set<Outcome>([
  'unauthorized',
  'rate_limited',
  'server_error',
  'timeout',
  'network',
]);

const LEFT_TO_OTHERS: { readonly failure: Failure } = {
  failure: {
    outcome: 'forbidden',
    message: `left to another shard; with the scope ${DISCOVERY_SCOPE} every shard finds the sites by itself`,
  },
};

type SitesOrFailure = { readonly sites: readonly string[] } | { readonly failure: Failure };

const ASK: Readonly<Record<DiscoveryMethod, (api: Api, signal: AbortSignal) => Promise<SitesOrFailure>>> = {
  /** One site is in many licences, and a licence need not have one. */
  async licenses(api, signal) {
    const answer = await askLicences(api, signal);
    return 'failure' in answer ? answer : toSites(answer.licences.flatMap(({ siteUrl }) => siteUrl ?? []));
  },
  async live_monitoring(api, signal) {
    const question = { path: 'v1/livemonitoring/liveMeetingsByCountry', body: {} };
    return readSites(await api.ask({ endpoint: 'live_monitoring', ...question }, signal));
  },
  async people(api, signal) {
    return readSites(await api.ask({ endpoint: 'people', path: 'v1/people/me' }, signal), hostedSites);
  },
};

/**
 * Finds the sites of an account's organisation. Rejects only when `signal` aborts. It ends in failure at a way that is left to
 * other processes: the next, narrower one would give another list than theirs.
 */
export async function discoverSites(
  api: Api,
  filter: SiteFilter,
  signal: AbortSignal,
  leftToOthers: readonly DiscoveryMethod[] = [],
): Promise<Discovery> {
  const attempts: FailedAttempt[] = [];
  for (const method of DISCOVERY_METHODS) {
    const answer = leftToOthers.includes(method) ? LEFT_TO_OTHERS : await ASK[method](api, signal);
    if ('sites' in answer) return { kind: 'found', method, ...applyFilter(answer.sites, filter) };
    attempts.push({ method, failure: answer.failure });
    if (answer === LEFT_TO_OTHERS || PASSING.has(answer.failure.outcome)) break;
  }
  return { kind: 'failed', outcome: attempts.at(-1)?.failure.outcome ?? 'no_data', attempts };
}

/** Why no way led to sites, for a log line. */
export function describeAttempts(attempts: readonly FailedAttempt[]): string {
  return attempts.map(({ method, failure }) => `${method}: ${failure.message}`).join('; ');
}

/** Both answers hold `siteUrls`, and may hold anything else. */
const siteList = z.object({ siteUrls: z.array(z.unknown()).optional().catch(undefined) });

function readSites(
  answer: ApiAnswer,
  choose = (siteUrls: readonly string[]): readonly string[] => siteUrls,
): SitesOrFailure {
  if ('failure' in answer) return answer;
  const read = siteList.safeParse(answer.document);
  if (!read.success)
    return { failure: { outcome: 'invalid_response', message: 'the answer is not a JSON object' } };
  const { siteUrls = [] } = read.data;
  return toSites(choose(siteUrls.filter((siteUrl) => typeof siteUrl === 'string')));
}

/** A caller's sites may carry the caller's role, `acme.webex.com#attendee`: where one only attends may be another company's. */
function hostedSites(entries: readonly string[]): string[] {
  const parted = entries.map((entry) => entry.split('#'));
  const hosted = parted.filter(([, role]) => role?.toLowerCase() !== 'attendee');
  return (hosted.length > 0 ? hosted : parted).map(([site = '']) => site);
}

function toSites(names: readonly string[]): SitesOrFailure {
  const hosts = names.map((name) => name.trim().toLowerCase()).filter(isHostName);
  const sites = [...new Set(hosts)].sort();
  return sites.length > 0
    ? { sites }
    : { failure: { outcome: 'no_data', message: 'the answer names no site' } };
}

function applyFilter(
  sites: readonly string[],
  { discoverInclude, discoverExclude }: SiteFilter,
): { sites: readonly string[]; leftOut: readonly string[] } {
  const matchesAny = (site: string, patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matches(site, pattern.toLowerCase()));
  const isWanted = (site: string): boolean =>
    (discoverInclude.length === 0 || matchesAny(site, discoverInclude)) && !matchesAny(site, discoverExclude);
  return { sites: sites.filter(isWanted), leftOut: sites.filter((site) => !isWanted(site)) };
}

/** Goes back to the newest `*` only, so that no pattern takes more than text times pattern. */
function matches(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resumeAt = index;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      resumeAt += 1;
      index = resumeAt;
      at = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
