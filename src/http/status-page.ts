import { html, raw } from 'hono/html';

/** Everything the status page says. Instants are milliseconds since the epoch. */
export interface StatusView {
  readonly version: string;
  readonly nowMs: number;
  readonly startMs: number;
  readonly telemetryPath: string;
  readonly windows: readonly WindowView[];
  /** Which part of the sites this process polls, from 0, and who polls the others. */
  readonly shard: { readonly index: number; readonly count: number };
  readonly foreignSites: readonly { readonly site: string; readonly shard: number }[];
}

export interface WindowView {
  readonly site: string;
  readonly window: string;
  readonly account: string;
  /** First and last UTC day of the shown figures. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  /** When the shown figures arrived; absent when none are shown. */
  readonly freshMs: number | undefined;
  readonly lastAttemptMs: number | undefined;
  readonly outcome: string | undefined;
  /** What went wrong in the newest poll and what to do. */
  readonly problem: string | undefined;
  readonly advice: string | undefined;
  readonly nextPollMs: number | undefined;
}

type Html = ReturnType<typeof html>;

export function renderStatusPage(view: StatusView): Html {
  const failing = view.windows.filter(({ outcome }) => outcome !== undefined && outcome !== 'success').length;
  const waiting = view.windows.filter(({ outcome }) => outcome === undefined).length;
  const sites = new Set(view.windows.map(({ site }) => site)).size;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webex exporter</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>Webex exporter</h1>
<p>Version ${view.version}, up ${formatAge(view.nowMs - view.startMs)}. All times are UTC; it is ${formatInstant(view.nowMs)}.</p>
<nav>
<a href="${view.telemetryPath}">Metrics</a>
<a href="/-/ready">Readiness</a>
<a href="/-/healthy">Health</a>
</nav>
</header>
<main>
<p class="${failing > 0 ? 'bad' : 'good'} summary">${describeState(sites, view.windows.length, failing, waiting)}</p>
<table>
<thead><tr><th>Site</th><th>Window</th><th>Figures for</th><th>Arrived</th><th>Last poll</th><th>Outcome</th><th>Next poll</th></tr></thead>
<tbody>
${view.windows.map((window) => renderWindow(window, view.nowMs))}
</tbody>
</table>
${renderForeignSites(view)}</main>
</body>
</html>
`;
}

function renderForeignSites({ shard, foreignSites }: StatusView): Html | string {
  if (shard.count === 1) return '';
  return html`<p class="summary">This is shard ${shard.index} of ${shard.count} (0 to ${shard.count - 1}).</p>
<details><summary>${foreignSites.length} sites are polled by other shards</summary>
<ul>
${foreignSites.map(
  ({ site, shard: owner }) => html`<li>${site}: shard ${owner}</li>
`,
)}</ul>
</details>
`;
}

function renderWindow(window: WindowView, nowMs: number): Html {
  const { outcome, freshMs, lastAttemptMs, nextPollMs } = window;
  const state = outcome === undefined ? 'waiting' : outcome === 'success' ? 'good' : 'bad';
  return html`<tr>
<th scope="row">${window.site}</th>
<td>${window.window}</td>
<td>${formatDays(window)}</td>
<td>${freshMs === undefined ? 'no figures' : `${formatAge(nowMs - freshMs)} ago`}</td>
<td>${lastAttemptMs === undefined ? 'not yet' : `${formatAge(nowMs - lastAttemptMs)} ago`}</td>
<td><span class="${state}">${outcome ?? 'waiting'}</span>${renderProblem(window)}</td>
<td>${formatNext(nextPollMs, nowMs)}</td>
</tr>
`;
}

function renderProblem({ problem, advice }: WindowView): Html | string {
  if (problem === undefined) return '';
  return html`<details open>
    <summary>${problem}</summary>
    ${advice ?? ''}
  </details>`;
}

function describeState(sites: number, windows: number, failing: number, waiting: number): string {
  const scope = `${sites} ${sites === 1 ? 'site' : 'sites'}, ${windows} ${windows === 1 ? 'window' : 'windows'}`;
  const parts = [
    failing > 0 ? `${failing} failing` : '',
    waiting > 0 ? `${waiting} not yet polled` : '',
  ].filter(Boolean);
  return `${scope}: ${parts.length === 0 ? 'all newest polls succeeded' : parts.join(', ')}.`;
}

function formatDays({ firstDay, lastDay }: WindowView): string {
  if (firstDay === undefined || lastDay === undefined) return '–';
  return firstDay === lastDay ? lastDay : `${firstDay} to ${lastDay}`;
}

function formatNext(nextPollMs: number | undefined, nowMs: number): string {
  if (nextPollMs === undefined) return '–';
  return nextPollMs <= nowMs ? 'now' : `in ${formatAge(nextPollMs - nowMs)}`;
}

function formatInstant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Two units at most: 45 s, 12 min, 3 h 5 min, 2 d 4 h. */
function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The page's only style; the content security policy names its hash. */
export const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --muted: #6e7781; --line: #d0d7de; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --muted: #8d96a0; --line: #30363d; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
header p { color: var(--muted); margin: .25rem 0; }
nav a { margin-right: 1rem; }
.summary { font-weight: 600; margin: 1.5rem 0 .75rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-weight: 500; }
tbody th { font-weight: 500; }
.good { color: var(--good); } .bad { color: var(--bad); } .waiting { color: var(--muted); }
details { color: var(--muted); font-size: .875rem; max-width: 28rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
`;
