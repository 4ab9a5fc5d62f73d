import { html } from 'hono/html';
import { formatAge, formatInstant, formatNext, pluralise } from './format.ts';
import type { Html } from './html.ts';
import { FAILING, toHref } from './query.ts';
import {
  groupProblems,
  summariseSites,
  toneOf,
  toSites,
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
export function renderOverview({ snapshot, nowMs, advise }: StatusView): Html {
  const sites = toSites(snapshot);
  const overview = summariseSites(sites);
  const groups = groupProblems(sites, advise);
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
  const unpolled = waitingSites > 0 ? `; ${pluralise(waitingSites, 'site')} not yet polled` : '';
  const pending = pendingSites > 0 ? `; ${pluralise(pendingSites, 'site')} waiting for Webex` : '';
  return [
    working === siteCount
      ? pluralise(siteCount, 'site')
      : `${Math.max(0, working)} of ${pluralise(siteCount, 'site')}`,
    `${pluralise(windowCount, 'window')}${unpolled}${pending}`,
  ];
}

function describeFigures(
  { newestDay, oldest, windowsWithoutFigures }: Overview,
  nowMs: number,
): [string, Html | string] {
  if (newestDay === undefined || oldest === undefined)
    return ['none yet', 'they come with the first good poll'];
  const without = windowsWithoutFigures > 0 ? `; ${pluralise(windowsWithoutFigures, 'window')} without` : '';
  return [
    `to ${newestDay}`,
    html`oldest arrived ${formatAge(nowMs - oldest.freshMs)} ago (<span class="name">${oldest.site} ${oldest.window}</span>)${without}`,
  ];
}

function describeWrong({ failingSites }: Overview, groups: readonly OutcomeGroup[]): [Html | string, string] {
  if (failingSites === 0) return ['nothing', 'no newest poll failed'];
  const href = toHref({ q: '', outcome: FAILING, sort: 'problems' });
  return [
    html`<a href="${href}">${pluralise(failingSites, 'site')}</a>`,
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
    html`<li><a href="${toHref({ q: '', outcome, sort: 'problems' })}"><span class="pill ${toneOf(outcome)}">${outcome}</span> ${pluralise(siteCount, 'site')}</a> <span class="note">for up to ${formatAge(nowMs - sinceMs)}</span><p>${advice}</p></li>
`,
)}</ul>
`;
}
