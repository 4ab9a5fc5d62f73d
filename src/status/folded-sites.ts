import { html } from 'hono/html';
import { formatChange, formatDay, formatNumber } from './format.ts';
import { renderName, renderState, type Html } from './html.ts';
import { dailiesOf, newestDayOf, totalOf } from './newest-day.ts';
import { isDefault, toHref, type StatusQuery } from './query.ts';
import { renderDayLine } from './sparklines.ts';
import { isFailing, PENDING, WAITING, worstStateOf, type SiteStatus } from './state.ts';
import type { HeadlineOf } from './view.ts';

/** Rows in full, however many sites there are; the others get a line each. */
export const MAX_FULL_ROWS = 20;

/** Few sites are shown in full. Of many, those that fail are; if others were asked for, the first of those. */
export function foldSites(sites: readonly SiteStatus[], query: StatusQuery) {
  // Somebody asked for them.
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

function nameOf(site: SiteStatus): (typeof NAMES)[number] {
  const state = worstStateOf(site);
  if (state === WAITING) return 'not yet polled';
  if (state === PENDING) return 'waiting for Webex';
  return state === 'success' ? 'working' : 'failing';
}

/**
 * One line a site, with what people look for. Each byte counts here, and each element: this is all of the page that grows
 * with the number of sites. HTML closes cells and rows by itself.
 */
export function renderFolded(
  { full, folded, isOpen }: ReturnType<typeof foldSites>,
  headlineOf: HeadlineOf,
): Html | string {
  if (folded.length === 0) return '';
  const days = folded.map((site) => newestDayOf(site, headlineOf));
  const total = totalOf(days);
  const heads =
    total === undefined
      ? ''
      : html`<th scope="col"><span class="capital">${total.noun}s</span>, ${formatDay(total.startMs)}</th><th scope="col">Change</th><th scope="col">28 days</th>`;
  const rows = folded.map((site, place) => {
    const day = days[place];
    if (total === undefined)
      return html`<tr>${renderHead(site)}
`;
    const older =
      day === undefined || day.startMs === total.startMs
        ? ''
        : html` <small>${formatDay(day.startMs)}</small>`;
    return html`<tr>${renderHead(site)}<td>${day === undefined ? '–' : formatNumber(day.value)}${older}<td>${day && formatChange(day.change)}<td>${renderDayLine(dailiesOf(site))}
`;
  });
  const more = full.length === 0 ? '' : 'More: ';
  // With an id the script keeps it as it is; what a search opened it may close again.
  const opening = isOpen ? html`<details open>` : html`<details id="folded">`;
  return html`${opening}<summary>${more}${describeFolded(folded)}</summary>
<table class="compact">
<thead><tr><th scope="col">Site</th>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</details>
`;
}

function renderHead(site: SiteStatus): Html {
  const href = toHref({ q: site.site, outcome: '', sort: 'problems' });
  return html`<th><a href="${href}">${renderName(site.site)}</a>${renderState(worstStateOf(site))}`;
}
