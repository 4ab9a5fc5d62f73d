import { html } from 'hono/html';
import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { formatAge, formatDays, formatNext } from './format.ts';
import type { Html } from './html.ts';
import { renderSparkline } from './sparkline.ts';
import {
  daysOf,
  describeState,
  findProblems,
  freshMsOf,
  least,
  siteTone,
  stateOf,
  toneOf,
  type SiteProblem,
  type SiteStatus,
} from './state.ts';
import type { Advise } from './view.ts';

export interface SiteTable {
  readonly sites: readonly SiteStatus[];
  readonly nowMs: number;
  /** Whether the account is worth saying: there are several. */
  readonly showsAccounts: boolean;
  readonly advise: Advise;
}

/** One row per site with its windows side by side, and below it what is wrong there. */
export function renderSites(table: SiteTable): Html {
  const { sites } = table;
  if (sites.length === 0) return html`<p class="empty">No site matches. <a href="./">Show all</a></p>`;
  const windows = [...new Set(sites.flatMap((site) => site.windows.map(({ window = '' }) => window)))];
  return html`<table>
<thead><tr><th scope="col">Site</th>${windows.map((window) => html`<th scope="col">${window}</th>`)}</tr></thead>
${sites.map((site) => renderSite(site, windows, table))}</table>
`;
}

function renderSite(
  site: SiteStatus,
  labels: readonly string[],
  { nowMs, showsAccounts, advise }: SiteTable,
): Html {
  const account = showsAccounts ? html`<span class="name">${site.account}</span>, ` : '';
  const cells = labels.map((label) => {
    const window = site.windows.find((known) => known.window === label);
    return window === undefined ? html`<td class="none"></td>` : renderWindow(window, nowMs);
  });
  return html`<tbody>
<tr><th scope="row"><i class="dot ${siteTone(site)}"></i><span class="name">${site.site}</span><small>${account}${describeLastPoll(site, nowMs)}</small></th>${cells}</tr>
${renderProblems(findProblems(site, advise), labels.length + 1, nowMs)}</tbody>
`;
}

function renderWindow(window: TargetSnapshot, nowMs: number): Html {
  const { recentPolls, nextPollMs } = window;
  const { firstDay, lastDay } = daysOf(window);
  const freshMs = freshMsOf(window);
  const poll = stateOf(window);
  const age = freshMs === undefined ? 'no figures' : `${formatAge(nowMs - freshMs)} old`;
  const state = poll === 'success' ? '' : html` <b class="${toneOf(poll)}">${describeState(poll)}</b>`;
  const days = freshMs === undefined ? '' : html`<span>${formatDays(firstDay, lastDay)},</span> `;
  return html`<td data-label="${window.window}"><div class="window">${renderSparkline(recentPolls)}<div>${age}${state}<small>${days}<span>next ${formatNext(nextPollMs, nowMs)}</span></small></div></div></td>`;
}

function describeLastPoll({ windows }: SiteStatus, nowMs: number): string {
  const ages = windows.flatMap(({ newestPoll }) => (newestPoll ? [nowMs - newestPoll.attemptMs] : []));
  const youngestMs = least(ages);
  return youngestMs === undefined ? 'not yet polled' : `polled ${formatAge(youngestMs)} ago`;
}

function renderProblems(problems: readonly SiteProblem[], columns: number, nowMs: number): Html | string {
  if (problems.length === 0) return '';
  return html`<tr class="problems"><td colspan="${columns}">${problems.map((problem) => renderProblem(problem, nowMs))}</td></tr>
`;
}

function renderProblem(
  { outcome, windows, message, advice, sinceMs, trackingId }: SiteProblem,
  nowMs: number,
): Html {
  const tracking =
    trackingId === undefined ? '' : html` <small>trackingId <code>${trackingId}</code></small>`;
  return html`<div class="problem ${toneOf(outcome)}"><p><span class="pill ${toneOf(outcome)}">${outcome}</span> ${windows.join(', ')} <span class="since">for ${formatAge(nowMs - sinceMs)}</span> <span class="message">${message}</span>${tracking}</p><p class="advice">${advice}</p></div>`;
}
