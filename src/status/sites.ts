import { html } from 'hono/html';
import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { renderFolded } from './compact-rows.ts';
import { renderDayLine } from './day-line.ts';
import { foldSites } from './folding.ts';
import {
  formatAge,
  formatChange,
  formatDay,
  formatDays,
  formatNext,
  pluralise,
  weekdayOf,
} from './format.ts';
import type { Html } from './html.ts';
import { renderName } from './name.ts';
import { changeOf, dailiesOf, newestDayOf } from './newest-day.ts';
import { renderOutcome, renderTracking } from './outcome.ts';
import { describePresent } from './present.ts';
import { findProblems, type OutcomeGroup, type SiteProblem } from './problems.ts';
import type { StatusQuery } from './query.ts';
import { renderSparkline } from './sparkline.ts';
import {
  daysOf,
  describeState,
  freshMsOf,
  least,
  siteTone,
  stateOf,
  toneOf,
  type SiteStatus,
} from './state.ts';
import type { StatusView } from './view.ts';

export interface SiteTable {
  readonly sites: readonly SiteStatus[];
  readonly view: StatusView;
  readonly query: StatusQuery;
  /** What the page says for all sites together, by outcome. */
  readonly shared: ReadonlyMap<string, OutcomeGroup>;
}

/** One row per site with its windows side by side, and below it what is wrong there; many sites are folded. */
export function renderSites(table: SiteTable): Html {
  const { sites, query, view } = table;
  if (sites.length === 0) return html`<p class="empty">No site matches. <a href="./">Show all</a></p>`;
  const parts = foldSites(sites, query);
  return html`${renderFull(parts.full, table)}${renderFolded(parts, view.headlineOf)}`;
}

function renderFull(sites: readonly SiteStatus[], table: SiteTable): Html | string {
  if (sites.length === 0) return '';
  const windows = [...new Set(sites.flatMap((site) => site.windows.map(({ window = '' }) => window)))];
  const hasFigures = sites.some((site) => site.present.length > 0 || dailiesOf(site).length > 0);
  const heads = [...(hasFigures ? ['Newest day'] : []), ...windows];
  return html`<table>
<thead><tr><th scope="col">Site</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
${sites.map((site) => renderSite(site, windows, hasFigures, table))}</table>
`;
}

function renderSite(
  site: SiteStatus,
  labels: readonly string[],
  hasFigures: boolean,
  { view, shared }: SiteTable,
): Html {
  const { nowMs, snapshot, isPolledByHttp, advise } = view;
  const account = snapshot.accounts.length > 1 ? html`<span class="name">${site.account}</span>, ` : '';
  const cells = labels.map((label) => {
    const window = site.windows.find((known) => known.window === label);
    return window === undefined ? html`<td class="none"></td>` : renderWindow(window, nowMs);
  });
  const button = isPolledByHttp
    ? html`<form method="post" action="./-/poll?site=${encodeURIComponent(site.site)}"><button>Poll now</button></form>`
    : '';
  return html`<tbody>
<tr><th scope="row"><i class="dot ${siteTone(site)}"></i><span class="name">${renderName(site.site)}</span><small>${account}${describeLastPoll(site, nowMs)}</small>${button}</th>${hasFigures ? renderFigures(site, view) : ''}${cells}</tr>
${renderProblems(findProblems(site.windows, advise), shared, labels.length + (hasFigures ? 2 : 1), nowMs)}</tbody>
`;
}

function renderFigures(site: SiteStatus, view: StatusView): Html {
  const day = newestDayOf(site, view.headlineOf);
  const present = describePresent(site.present, view);
  return html`<td class="figure">${day && renderNewestDay(day, site)}${present === '' ? '' : html`<small>${present}</small>`}</td>`;
}

function renderNewestDay(day: NonNullable<ReturnType<typeof newestDayOf>>, site: SiteStatus): Html {
  const change = changeOf(day);
  const compared =
    change === undefined
      ? ''
      : html`, <span>${formatChange(change)} on other ${weekdayOf(day.startMs)}s</span>`;
  return html`<b>${pluralise(day.value, day.noun)}</b>${renderDayLine(dailiesOf(site))}<small><span>${formatDay(day.startMs)}</span>${compared}</small>`;
}

function renderWindow(window: TargetSnapshot, nowMs: number): Html {
  const { recentPolls, nextPollMs } = window;
  const { firstDay, lastDay } = daysOf(window);
  const freshMs = freshMsOf(window);
  const poll = stateOf(window);
  const age = freshMs === undefined ? 'no figures' : `${formatAge(nowMs - freshMs)} old`;
  const state = poll === 'success' ? '' : html` <b class="${toneOf(poll)}">${describeState(poll)}</b>`;
  const days = freshMs === undefined ? '' : html`<span>${formatDays(firstDay, lastDay)},</span> `;
  const polls = recentPolls.length === 0 ? '' : renderSparkline(recentPolls);
  return html`<td data-label="${window.window}"><div class="window">${age}${state}<small>${days}<span>next ${formatNext(nextPollMs, nowMs)}</span></small>${polls}</div></td>`;
}

function describeLastPoll({ windows }: SiteStatus, nowMs: number): string {
  const ages = windows.flatMap(({ newestPoll }) => (newestPoll ? [nowMs - newestPoll.attemptMs] : []));
  const youngestMs = least(ages);
  return youngestMs === undefined ? 'not yet polled' : `polled ${formatAge(youngestMs)} ago`;
}

/** What is said for all sites together is left out, and so are its words of a trouble that says more here. */
function renderProblems(
  problems: readonly SiteProblem[],
  shared: ReadonlyMap<string, OutcomeGroup>,
  columns: number,
  nowMs: number,
): Html | string {
  const own = problems.filter(({ outcome }) => shared.get(outcome)?.message === undefined);
  if (own.length === 0) return '';
  return html`<tr class="problems"><td colspan="${columns}">${own.map((problem) => renderProblem(problem, shared.has(problem.outcome), nowMs))}</td></tr>
`;
}

function renderProblem(
  { outcome, windows, message, advice, sinceMs, trackingId }: SiteProblem,
  isShared: boolean,
  nowMs: number,
): Html {
  const words = html`<span class="message">${message}</span>${renderTracking(trackingId)}`;
  const tone = toneOf(outcome);
  if (isShared)
    return html`<div class="problem ${tone}"><b class="${tone}">${outcome}</b> ${windows.join(', ')} ${words}</div>`;
  return html`<div class="problem ${tone}"><p>${renderOutcome(outcome)} ${windows.join(', ')} <span class="since">for ${formatAge(nowMs - sinceMs)}</span> ${words}</p><p class="advice">${advice}</p></div>`;
}
