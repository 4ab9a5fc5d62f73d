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
  const chips = [
    { outcome: '', name: 'all', siteCount: found.length },
    ...countOutcomes(found, query.outcome),
  ];
  return html`<nav class="filters" aria-label="Filter and order">
<ul>
${chips.map(
  ({ outcome, name, siteCount }) =>
    html`<li>${choice(toHref({ ...query, outcome }), query.outcome === outcome, html`${dot(outcome)}${name} <b>${siteCount}</b>`)}</li>
`,
)}</ul>
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

interface Chip {
  readonly outcome: string;
  readonly name: string;
  readonly siteCount: number;
}

/** The states that occur, troubles first; the chosen one stays though nothing is left of it. */
function countOutcomes(sites: readonly SiteStatus[], chosen: string): Chip[] {
  const counts = new Map<string, number>();
  let failing = 0;
  for (const { windows } of sites) {
    for (const outcome of new Set(windows.map(stateOf))) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    if (windows.some(isFailing)) failing += 1;
  }
  if (chosen !== '' && chosen !== FAILING && !counts.has(chosen)) counts.set(chosen, 0);
  const outcomes = Array.from(counts, ([outcome, siteCount]) => ({
    outcome,
    name: describeState(outcome),
    siteCount,
  }));
  const place = ({ outcome }: Chip): number => (outcome === 'success' ? 2 : Number(outcome === WAITING));
  return [
    ...(failing > 0 || chosen === FAILING ? [{ outcome: FAILING, name: FAILING, siteCount: failing }] : []),
    ...outcomes.sort((a, b) => place(a) - place(b) || b.siteCount - a.siteCount),
  ];
}
