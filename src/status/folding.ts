import { isDefault, type StatusQuery } from './query.ts';
import { isFailing, PENDING, stateOf, WAITING, type SiteStatus } from './state.ts';

/** Rows in full, however many sites there are; the others get a line each. */
export const MAX_FULL_ROWS = 20;

export interface FoldedSites {
  readonly full: readonly SiteStatus[];
  readonly folded: readonly SiteStatus[];
  /** Whether the folded ones are shown: somebody asked for them. */
  readonly isOpen: boolean;
}

/** Few sites are shown in full. Of many, those that fail are; if others were asked for, the first of those. */
export function foldSites(sites: readonly SiteStatus[], query: StatusQuery): FoldedSites {
  const isOpen = !isDefault(query);
  if (sites.length <= MAX_FULL_ROWS) return { full: sites, folded: [], isOpen };
  const wanted = isOpen ? sites : sites.filter(({ windows }) => windows.some(isFailing));
  const full = new Set(wanted.slice(0, MAX_FULL_ROWS));
  return { full: [...full], folded: sites.filter((site) => !full.has(site)), isOpen };
}

/** `280 working`, `12 failing, 3 not yet polled, 265 working`. */
export function describeFolded(sites: readonly SiteStatus[]): string {
  const counts = new Map<string, number>();
  for (const site of sites) {
    const name = nameOf(site);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return NAMES.flatMap((name) => (counts.has(name) ? `${counts.get(name)} ${name}` : [])).join(', ');
}

const NAMES = ['failing', 'not yet polled', 'waiting for Webex', 'working'] as const;

function nameOf({ windows }: SiteStatus): (typeof NAMES)[number] {
  if (windows.some(isFailing)) return 'failing';
  const states = new Set(windows.map(stateOf));
  if (states.has(WAITING)) return 'not yet polled';
  return states.has(PENDING) ? 'waiting for Webex' : 'working';
}
