import { html } from 'hono/html';
import { renderDayLine } from './day-line.ts';
import { describeFolded, type FoldedSites } from './folding.ts';
import { formatChange, formatDay, formatNumber } from './format.ts';
import type { Html } from './html.ts';
import { renderName } from './name.ts';
import { changeOf, dailiesOf, newestDayOf, totalOf } from './newest-day.ts';
import { toHref } from './query.ts';
import { describeState, siteTone, stateOf, toneOf, type SiteStatus } from './state.ts';
import type { HeadlineOf } from './view.ts';

/**
 * One line a site, with what people look for. Each byte counts here, and each element: this is all of the page that grows
 * with the number of sites. HTML closes cells and rows by itself.
 */
export function renderFolded({ full, folded, isOpen }: FoldedSites, headlineOf: HeadlineOf): Html | string {
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
    return html`<tr>${renderHead(site)}<td>${day === undefined ? '–' : formatNumber(day.value)}${older}<td>${day && formatChange(changeOf(day))}<td>${renderDayLine(dailiesOf(site))}
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
  return html`<th><a href="${href}">${renderName(site.site)}</a>${renderState(site)}`;
}

/** The worst of its windows' states, unless all is well. */
function renderState(site: SiteStatus): Html | string {
  const tone = siteTone(site);
  if (tone === 'good') return '';
  const state = site.windows.map(stateOf).find((known) => toneOf(known) === tone) ?? '';
  return html` <b class="${tone}">${describeState(state)}</b>`;
}
