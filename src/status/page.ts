import { html, raw } from 'hono/html';
import { renderAbout, renderAccounts } from './about.ts';
import { formatInstant, pluralise } from './format.ts';
import { renderFilters, renderSearch } from './filters.ts';
import type { Html } from './html.ts';
import { describeTitle, renderOverview } from './overview.ts';
import { groupProblems, isShared } from './problems.ts';
import { filterSites, searchSites, sortSites, type StatusQuery } from './query.ts';
import { SCRIPT } from './script.ts';
import { renderSites } from './sites.ts';
import { toSites } from './state.ts';
import { STYLE } from './style.ts';
import type { StatusView } from './view.ts';

/** The page for people: is it working, how fresh is it, what is wrong, when next. */
export function renderStatusPage(view: StatusView, query: StatusQuery): Html {
  const title = `${describeTitle(view)} – Webex exporter`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>Webex exporter</h1>
<p><span id="clock" data-live>${formatInstant(view.nowMs)} UTC</span> <span id="notice" role="status"></span></p>
<nav aria-label="Elsewhere">
<a href="#accounts">Accounts</a>
<a href="#about">Configuration</a>
<a href=".${view.telemetryPath}">Metrics</a>
<a href="./-/ready">Readiness</a>
<a href="./-/healthy">Health</a>
<a href="./api/v1/status">JSON</a>
</nav>
</header>
<main>
${renderOverview(view)}${renderList(view, query)}${renderAccounts(view)}${renderAbout(view)}</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
}

function renderList(view: StatusView, query: StatusQuery): Html {
  const { snapshot, advise } = view;
  const sites = toSites(snapshot);
  const found = searchSites(sites, query.q);
  const shown = sortSites(filterSites(found, query.outcome), query.sort);
  const isWhole = shown.length === sites.length;
  const all = pluralise(sites.length, 'site');
  const needsTools = sites.length > 1 || !isWhole;
  const shared = groupProblems(sites, advise).filter(isShared);
  return html`<section id="sites">
${needsTools ? renderSearch(query) : ''}<div id="list" data-live>
<h2>${isWhole ? all : `${shown.length} of ${all}`}</h2>
${needsTools ? renderFilters(found, query) : ''}${renderSites(shown, view, query, shared)}</div>
</section>
`;
}
