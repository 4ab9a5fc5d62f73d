import { html } from 'hono/html';
import type { Html } from './html.ts';
import { FAILING, SORTS, toHref, type Sort, type StatusQuery } from './query.ts';
import { describeState, isFailing, stateOf, toneOf, WAITING, type SiteStatus } from './state.ts';

const SORT_NAMES: Readonly<Record<Sort, string>> = {
  problems: 'worst first',
  site: 'by name',
  age: 'oldest figures',
  next: 'next poll',
};

/** A form that works without a script; the script sends it while somebody types. */
export function renderSearch({ q, outcome, sort }: StatusQuery): Html {
  return html`<form id="search" role="search" action="./" method="get">
<input type="search" name="q" value="${q}" placeholder="Site or account" aria-label="Site or account" autocomplete="off" spellcheck="false" maxlength="100">
${outcome === '' ? '' : html`<input type="hidden" name="outcome" value="${outcome}">`}
${sort === 'problems' ? '' : html`<input type="hidden" name="sort" value="${sort}">`}
<button>Search</button>
</form>
`;
}

/** Links that filter and sort the found sites. */
export function renderFilters(found: readonly SiteStatus[], query: StatusQuery): Html {
  const chips = [['', found.length] as const, ...countStates(found, query.outcome)];
  return html`<nav class="filters" aria-label="Filter and order">
<ul>
${chips.map(([outcome, siteCount]) => {
  const name = html`${dot(outcome)}${outcome === '' ? 'all' : describeState(outcome)} <b>${siteCount}</b>`;
  return html`<li>${choice(toHref({ ...query, outcome }), query.outcome === outcome, name)}</li>
`;
})}</ul>
<ul class="sorts">
${SORTS.map(
  (sort) => html`<li>${choice(toHref({ ...query, sort }), query.sort === sort, SORT_NAMES[sort])}</li>
`,
)}</ul>
</nav>
`;
}

function choice(href: string, isPresent: boolean, name: Html | string): Html {
  return isPresent
    ? html`<a href="${href}" aria-current="true">${name}</a>`
    : html`<a href="${href}">${name}</a>`;
}

function dot(outcome: string): Html | string {
  if (outcome === '' || outcome === FAILING) return '';
  return html`<i class="dot ${toneOf(outcome)}"></i>`;
}

/** The sites in each state that occurs, troubles first; the chosen one stays though nothing is left of it. */
function countStates(sites: readonly SiteStatus[], chosen: string): [state: string, siteCount: number][] {
  const counts = new Map<string, number>();
  for (const { windows } of sites) {
    const states = new Set(windows.map(stateOf));
    if (windows.some(isFailing)) states.add(FAILING);
    for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  if (chosen !== '' && !counts.has(chosen)) counts.set(chosen, 0);
  return [...counts].sort(([a, ofA], [b, ofB]) => placeOf(a) - placeOf(b) || ofB - ofA);
}

function placeOf(state: string): number {
  return state === FAILING ? -2 : [WAITING, 'success'].indexOf(state);
}
