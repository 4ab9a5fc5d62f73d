import { html } from 'hono/html';
import {
  formatAge,
  formatChange,
  formatDay,
  formatInstant,
  formatNext,
  formatNumber,
  pluralise,
  weekdayOf,
} from './format.ts';
import { renderName, renderOutcome, renderTracking, type Html } from './html.ts';
import { newestDayOf, totalOf } from './newest-day.ts';
import { groupProblems, isShared, type OutcomeGroup } from './problems.ts';
import { FAILING, toHref } from './query.ts';
import { freshMsOf, summariseSites, toSites, type Overview, type SiteStatus, type Tone } from './state.ts';
import type { StatusView } from './view.ts';

/** The filters below the overview name them all. */
const NAMED_OUTCOMES = 3;

/** The answers that people open the page for. */
export function renderOverview(view: StatusView): Html {
  const { snapshot, nowMs, advise } = view;
  const sites = toSites(snapshot);
  const overview = summariseSites(sites);
  const { nextPollMs } = overview;
  const groups = groupProblems(sites, advise);
  const nextPoll = nextPollMs === undefined ? 'none is planned' : `${formatInstant(nextPollMs)} UTC`;
  return html`<section id="overview" data-live aria-label="Overview">
<dl class="tiles">
${renderTotal(sites, view)}${tile('Working', ...describeWorking(overview), overallTone(overview))}
${tile('Figures', ...describeFigures(overview, nowMs))}
${tile('Wrong', ...describeWrong(overview, groups))}
${tile('Next poll', formatNext(nextPollMs, nowMs), nextPoll)}
</dl>
${renderShared(groups, nowMs)}</section>
`;
}

/** The state of everything in a few words, for the window's title. */
export function describeTitle({ snapshot }: StatusView): string {
  const { failingSites, siteCount, waitingSites } = summariseSites(toSites(snapshot));
  if (failingSites > 0) return `${failingSites} of ${pluralise(siteCount, 'site')} failing`;
  return waitingSites > 0
    ? `${pluralise(waitingSites, 'site')} waiting`
    : `${pluralise(siteCount, 'site')} working`;
}

function overallTone({ brokenSites, failingSites, waitingSites }: Overview): Tone {
  if (brokenSites > 0) return 'bad';
  if (failingSites > 0) return 'soft';
  return waitingSites > 0 ? 'waiting' : 'good';
}

function tile(name: string, value: Html | string, note: Html | string, tone?: Tone): Html {
  const mark = tone === undefined ? '' : html`<i class="dot ${tone}"></i>`;
  return html`<div><dt>${name}</dt><dd class="value">${mark}${value}</dd><dd class="note">${note}</dd></div>`;
}

function describeWorking(overview: Overview): [string, string] {
  const { siteCount, windowCount, failingSites, waitingSites, pendingSites } = overview;
  const working = siteCount - failingSites - waitingSites;
  const all = pluralise(siteCount, 'site');
  const unpolled = waitingSites > 0 ? `; ${pluralise(waitingSites, 'site')} not yet polled` : '';
  const pending = pendingSites > 0 ? `; ${pluralise(pendingSites, 'site')} waiting for Webex` : '';
  return [
    working === siteCount ? all : `${Math.max(0, working)} of ${all}`,
    `${pluralise(windowCount, 'window')}${unpolled}${pending}`,
  ];
}

function describeFigures(
  { newestDay, oldest, windowsWithoutFigures }: Overview,
  nowMs: number,
): [string, Html | string] {
  const freshMs = oldest && freshMsOf(oldest);
  if (newestDay === '' || freshMs === undefined) return ['none yet', 'they come with the first good poll'];
  const without = windowsWithoutFigures > 0 ? `; ${pluralise(windowsWithoutFigures, 'window')} without` : '';
  return [
    `to ${newestDay}`,
    html`oldest arrived ${formatAge(nowMs - freshMs)} ago (<span class="name">${renderName(oldest?.site ?? '')}</span> ${oldest?.window})${without}`,
  ];
}

function describeWrong({ failingSites }: Overview, groups: readonly OutcomeGroup[]): [Html | string, string] {
  if (failingSites === 0) return ['nothing', 'no newest poll failed'];
  const href = toHref({ q: '', outcome: FAILING, sort: 'problems' });
  const named = groups.slice(0, NAMED_OUTCOMES).map(({ outcome, siteCount }) => `${siteCount} ${outcome}`);
  if (groups.length > NAMED_OUTCOMES) named.push('and more');
  return [html`<a href="${href}">${pluralise(failingSites, 'site')}</a>`, named.join(', ')];
}

/** The newest day of all sites, where one is known. */
function renderTotal(sites: readonly SiteStatus[], { headlineOf }: StatusView): Html | string {
  const total = totalOf(sites.map((site) => newestDayOf(site, headlineOf)));
  if (total === undefined) return '';
  const { noun, startMs, value, siteCount, change } = total;
  const notes = [formatDay(startMs)];
  if (change !== undefined) notes.push(`${formatChange(change)} on other ${weekdayOf(startMs)}s`);
  if (siteCount < sites.length)
    notes.push(`${formatNumber(siteCount)} of ${pluralise(sites.length, 'site')}`);
  return html`${tile('Newest day', pluralise(value, noun), notes.join(', '))}
`;
}

function renderShared(groups: readonly OutcomeGroup[], nowMs: number): Html | string {
  const shared = groups.filter(isShared);
  if (shared.length === 0) return '';
  return html`<h2>Wrong at several sites</h2>
<ul class="shared">
${shared.map(
  (group) => html`<li>${renderGroup(group, nowMs)}</li>
`,
)}</ul>
`;
}

function renderGroup(
  { outcome, siteCount, sinceMs, message, trackingId, advice }: OutcomeGroup,
  nowMs: number,
): Html {
  const href = toHref({ q: '', outcome, sort: 'problems' });
  const words =
    message === undefined ? '' : html` <span class="message">${message}</span>${renderTracking(trackingId)}`;
  return html`${renderOutcome(outcome)} <a href="${href}">${pluralise(siteCount, 'site')}</a> <span class="note">for up to ${formatAge(nowMs - sinceMs)}</span>${words}<p>${advice}</p>`;
}
