import { html } from 'hono/html';
import { count, formatAge, formatInstant, formatNext } from './format.ts';
import type { Html } from './html.ts';
import { FAILING, toHref } from './query.ts';
import {
  groupProblems,
  summarizeSites,
  toneOf,
  type OutcomeGroup,
  type Overview,
  type Tone,
} from './state.ts';
import type { StatusView } from './view.ts';

/** From this many sites on a trouble is said once for all of them. */
const SHARED_BY_SITES = 5;

/** The filters below the overview name them all. */
const NAMED_OUTCOMES = 3;

/** The four answers that people open the page for. */
export function renderOverview({ sites, nowMs }: StatusView): Html {
  const overview = summarizeSites(sites);
  const groups = groupProblems(sites);
  return html`<section id="overview" data-live aria-label="Overview">
<dl class="tiles">
${tile('Working', ...describeWorking(overview), overallTone(overview))}
${tile('Figures', ...describeFigures(overview, nowMs))}
${tile('Wrong', ...describeWrong(overview, groups))}
${tile('Next poll', formatNext(overview.nextPollMs, nowMs), describeInstant(overview.nextPollMs))}
</dl>
${renderShared(groups, nowMs)}</section>
`;
}

/** The state of everything in a few words, for the window's title. */
export function describeTitle({ sites }: StatusView): string {
  const { failingSites, siteCount, waitingSites } = summarizeSites(sites);
  if (failingSites > 0) return `${failingSites} of ${count(siteCount, 'site')} failing`;
  return waitingSites > 0 ? `${count(waitingSites, 'site')} waiting` : `${count(siteCount, 'site')} working`;
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

function describeWorking({ siteCount, windowCount, failingSites, waitingSites }: Overview): [string, string] {
  const working = siteCount - failingSites - waitingSites;
  const note = waitingSites > 0 ? `; ${count(waitingSites, 'site')} not yet polled` : '';
  return [
    working === siteCount
      ? count(siteCount, 'site')
      : `${Math.max(0, working)} of ${count(siteCount, 'site')}`,
    `${count(windowCount, 'window')}${note}`,
  ];
}

function describeFigures(
  { newestDay, oldest, windowsWithoutFigures }: Overview,
  nowMs: number,
): [string, Html | string] {
  if (newestDay === undefined || oldest === undefined)
    return ['none yet', 'they come with the first good poll'];
  const without = windowsWithoutFigures > 0 ? `; ${count(windowsWithoutFigures, 'window')} without` : '';
  return [
    `to ${newestDay}`,
    html`oldest arrived ${formatAge(nowMs - oldest.freshMs)} ago (<span class="name">${oldest.site} ${oldest.window}</span>)${without}`,
  ];
}

function describeWrong({ failingSites }: Overview, groups: readonly OutcomeGroup[]): [Html | string, string] {
  if (failingSites === 0) return ['nothing', 'all newest polls succeeded'];
  const href = toHref({ q: '', outcome: FAILING, sort: 'problems' });
  return [
    html`<a href="${href}">${count(failingSites, 'site')}</a>`,
    [
      ...groups.slice(0, NAMED_OUTCOMES).map(({ outcome, siteCount }) => `${siteCount} ${outcome}`),
      ...(groups.length > NAMED_OUTCOMES ? ['and more'] : []),
    ].join(', '),
  ];
}

function describeInstant(ms: number | undefined): string {
  return ms === undefined ? 'none is planned' : `${formatInstant(ms)} UTC`;
}

function renderShared(groups: readonly OutcomeGroup[], nowMs: number): Html | string {
  const shared = groups.filter(({ siteCount }) => siteCount >= SHARED_BY_SITES);
  if (shared.length === 0) return '';
  return html`<h2>Wrong at several sites</h2>
<ul class="shared">
${shared.map(
  ({ outcome, siteCount, sinceMs, advice }) =>
    html`<li><a href="${toHref({ q: '', outcome, sort: 'problems' })}"><span class="pill ${toneOf(outcome)}">${outcome}</span> ${count(siteCount, 'site')}</a> <span class="note">for up to ${formatAge(nowMs - sinceMs)}</span><p>${advice}</p></li>
`,
)}</ul>
`;
}
