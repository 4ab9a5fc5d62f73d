import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { failingSinceMsOf, freshMsOf, isFailing, least, rankOf, stateOf, type SiteStatus } from './state.ts';

export const SORTS = ['problems', 'site', 'age', 'next'] as const;

/** `problems`: worst first; `site`: by name; `age`: oldest figures first; `next`: next poll first. */
export type Sort = (typeof SORTS)[number];

/** Which sites are wanted, and in which order. */
export interface StatusQuery {
  /** Part of a site's or its account's name, in any case; empty: all. */
  readonly q: string;
  /** An outcome, `failing` (whatever is a failure), `waiting` (not yet polled) or `pending` (waiting for Webex); empty: all. */
  readonly outcome: string;
  readonly sort: Sort;
}

/** The filter for whatever is wrong. */
export const FAILING = 'failing';

const MAX_Q_CHARACTERS = 100;

/** Reads a request's parameters. What makes no sense is the default: a mistyped link still shows the page. */
export function readStatusQuery(parameter: (name: string) => string | undefined): StatusQuery {
  const sort = parameter('sort');
  return {
    q: (parameter('q') ?? '').trim().slice(0, MAX_Q_CHARACTERS),
    outcome: (parameter('outcome') ?? '').trim().slice(0, MAX_Q_CHARACTERS),
    sort: SORTS.find((known) => known === sort) ?? 'problems',
  };
}

/** A link to the page with this query; defaults are left out. */
export function toHref({ q, outcome, sort }: StatusQuery): string {
  const parameters = new URLSearchParams();
  if (q !== '') parameters.set('q', q);
  if (outcome !== '') parameters.set('outcome', outcome);
  if (sort !== 'problems') parameters.set('sort', sort);
  return parameters.size === 0 ? './' : `./?${parameters.toString()}`;
}

/** Whether something else is wanted than what the page shows by itself. */
export function isDefault({ q, outcome, sort }: StatusQuery): boolean {
  return q === '' && outcome === '' && sort === 'problems';
}

/** The sites that `q` names, whatever their state. */
export function searchSites(sites: readonly SiteStatus[], q: string): SiteStatus[] {
  const part = q.toLowerCase();
  return sites.filter(({ site, account }) => `${site}\n${account}`.toLowerCase().includes(part));
}

/** The sites of which a window is in this state. */
export function filterSites(sites: readonly SiteStatus[], outcome: string): readonly SiteStatus[] {
  if (outcome === '') return sites;
  const isIn = (window: TargetSnapshot): boolean =>
    outcome === FAILING ? isFailing(window) : outcome === stateOf(window);
  return sites.filter(({ windows }) => windows.some(isIn));
}

/** In the wanted order; sites that are alike go by name. */
export function sortSites(sites: readonly SiteStatus[], sort: Sort): SiteStatus[] {
  return sites
    .map((site) => ({ site, keys: SORT_KEYS[sort](site) }))
    .sort((a, b) => compareKeys(a.keys, b.keys) || compareNames(a.site.site, b.site.site))
    .map(({ site }) => site);
}

const SORT_KEYS: Readonly<Record<Sort, (site: SiteStatus) => readonly [number, number?]>> = {
  problems: (site) => [rankOf(site), least(site.windows.map(failingSinceMsOf)) ?? 0],
  site: () => [0],
  // No figures at all is older than any.
  age: ({ windows }) => [least(windows.map((window) => freshMsOf(window) ?? -Infinity)) ?? -Infinity],
  next: ({ windows }) => [least(windows.map(({ nextPollMs }) => nextPollMs)) ?? Infinity],
};

/** The difference of two infinities is NaN, which counts as none. */
function compareKeys([a, nextA = 0]: readonly [number, number?], [b, nextB = 0]: readonly [number, number?]) {
  return a - b || nextA - nextB;
}

/** Names are host names: their bytes' order is the alphabet's. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
