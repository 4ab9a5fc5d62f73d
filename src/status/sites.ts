import { html } from 'hono/html';
import { foldSites, renderFolded } from './folded-sites.ts';
import {
  formatAge,
  formatChange,
  formatDay,
  formatDays,
  formatNext,
  pluralise,
  weekdayOf,
} from './format.ts';
import { renderName, renderOutcome, renderState, renderTracking, type Html } from './html.ts';
import { dailiesOf, newestDayOf } from './newest-day.ts';
import { describePresent } from './present.ts';
import { findProblems, type OutcomeGroup } from './problems.ts';
import type { StatusQuery } from './query.ts';
import { renderDayLine, renderPollBars } from './sparklines.ts';
import { daysOf, freshMsOf, least, siteTone, stateOf, toneOf, type SiteStatus } from './state.ts';
import type { StatusView } from './view.ts';

/**
 * One row per site with its windows side by side, and below it what is wrong there, but for what is `shared`, which the
 * page says for all sites together. Many sites are folded.
 */
export function renderSites(
  sites: readonly SiteStatus[],
  view: StatusView,
  query: StatusQuery,
  shared: readonly OutcomeGroup[],
): Html {
  if (sites.length === 0) return html`<p class="empty">No site matches. <a href="./">Show all</a></p>`;
  const parts = foldSites(sites, query);
  return html`${renderFull(parts.full, view, shared)}${renderFolded(parts, view.headlineOf)}`;
}

function renderFull(
  sites: readonly SiteStatus[],
  view: StatusView,
  shared: readonly OutcomeGroup[],
): Html | string {
  if (sites.length === 0) return '';
  const windows = [...new Set(sites.flatMap((site) => site.windows.map(({ window = '' }) => window)))];
  const hasFigures = sites.some((site) => site.present.length > 0 || dailiesOf(site).length > 0);
  const heads = [...(hasFigures ? ['Newest day'] : []), ...windows];
  return html`<table>
<thead><tr><th scope="col">Site</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
${sites.map(
  (site) => html`<tbody>
<tr>${renderHead(site, view)}${hasFigures ? renderFigures(site, view) : ''}${windows.map((window) => renderWindow(site, window, view.nowMs))}</tr>
${renderProblems(site, view, shared, heads.length + 1)}</tbody>
`,
)}</table>
`;
}

function renderHead(site: SiteStatus, { nowMs, snapshot, isPolledByHttp }: StatusView): Html {
  const account = snapshot.accounts.length > 1 ? html`<span class="name">${site.account}</span>, ` : '';
  const attemptsMs = site.windows.map(({ newestPoll }) => newestPoll && nowMs - newestPoll.attemptMs);
  const youngestMs = least(attemptsMs);
  const polled = youngestMs === undefined ? 'not yet polled' : `polled ${formatAge(youngestMs)} ago`;
  const button = isPolledByHttp
    ? html`<form method="post" action="./-/poll?site=${encodeURIComponent(site.site)}"><button>Poll now</button></form>`
    : '';
  return html`<th scope="row"><i class="dot ${siteTone(site)}"></i><span class="name">${renderName(site.site)}</span><small>${account}${polled}</small>${button}</th>`;
}

function renderFigures(site: SiteStatus, view: StatusView): Html {
  const present = describePresent(site.present, view);
  return html`<td class="figure">${renderNewestDay(site, view)}${present === '' ? '' : html`<small>${present}</small>`}</td>`;
}

function renderNewestDay(site: SiteStatus, { headlineOf }: StatusView): Html | string {
  const day = newestDayOf(site, headlineOf);
  if (day === undefined) return '';
  const { noun, startMs, value, change } = day;
  const compared =
    change === undefined ? '' : html`, <span>${formatChange(change)} on other ${weekdayOf(startMs)}s</span>`;
  return html`<b>${pluralise(value, noun)}</b>${renderDayLine(dailiesOf(site))}<small><span>${formatDay(startMs)}</span>${compared}</small>`;
}

function renderWindow({ windows }: SiteStatus, label: string, nowMs: number): Html {
  const target = windows.find(({ window }) => window === label);
  if (target === undefined) return html`<td class="none"></td>`;
  const { recentPolls, nextPollMs } = target;
  const { firstDay, lastDay } = daysOf(target);
  const freshMs = freshMsOf(target);
  const age = freshMs === undefined ? 'no figures' : `${formatAge(nowMs - freshMs)} old`;
  const days = freshMs === undefined ? '' : html`<span>${formatDays(firstDay, lastDay)},</span> `;
  const polls = recentPolls.length === 0 ? '' : renderPollBars(recentPolls);
  return html`<td data-label="${label}"><div class="window">${age}${renderState(stateOf(target))}<small>${days}<span>next ${formatNext(nextPollMs, nowMs)}</span></small>${polls}</div></td>`;
}

/** What is said for all sites together is left out, and so are its words of a trouble that says more here. */
function renderProblems(
  { windows }: SiteStatus,
  { advise, nowMs }: StatusView,
  shared: readonly OutcomeGroup[],
  columns: number,
): Html | string {
  const rendered = findProblems(windows, advise).flatMap((problem) => {
    const { outcome, message, sinceMs, trackingId } = problem;
    const group = shared.find((candidate) => candidate.outcome === outcome);
    if (group?.message !== undefined) return [];
    const tone = toneOf(outcome);
    const where = problem.windows.join(', ');
    const words = html`<span class="message">${message}</span>${renderTracking(trackingId)}`;
    return group
      ? html`<div class="problem ${tone}"><b class="${tone}">${outcome}</b> ${where} ${words}</div>`
      : html`<div class="problem ${tone}"><p>${renderOutcome(outcome)} ${where} <span class="since">for ${formatAge(nowMs - sinceMs)}</span> ${words}</p><p class="advice">${problem.advice}</p></div>`;
  });
  return rendered.length === 0
    ? ''
    : html`<tr class="problems"><td colspan="${columns}">${rendered}</td></tr>
`;
}
