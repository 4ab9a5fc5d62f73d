/** The page's only style; the content security policy names its hash. Colours come in pairs, for light and for dark. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #0e1116); --card: light-dark(#fff, #161b22); --line: light-dark(#e1e4e8, #2a3038);
  --text: light-dark(#1c2128, #dde3ea); --muted: light-dark(#5b6570, #929daa); --link: light-dark(#0a5cc2, #79b4ff);
  --good: light-dark(#2e8b57, #4fae7b); --soft: light-dark(#9a6700, #d9a53a); --bad: light-dark(#c62a35, #ff7b78);
  --soft-ground: light-dark(#fff6dd, #2b2311); --bad-ground: light-dark(#fdecec, #2d1719); }
* { box-sizing: border-box; }
body { background: var(--ground); color: var(--text); font: 14px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums;
  margin: 0 auto; max-width: 82rem; padding: 1rem 1.5rem 3rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1rem; margin: 0; }
p, dl, dd, ul { margin: 0; padding: 0; } ul { list-style: none; }
small, .note { color: var(--muted); font-size: .8125rem; }
.name, .message, .long, code, dd { overflow-wrap: anywhere; } th .name, .note .name, .compact th a { white-space: nowrap; } .name .long, .compact th .long { white-space: normal; }
code, pre { font: .8125rem/1.5 ui-monospace, monospace; }

header { align-items: center; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
header p { color: var(--muted); flex: 1; font-size: .8125rem; }  #clock { white-space: nowrap; } header nav { display: flex; flex-wrap: wrap; gap: 0 1rem; } header nav a { padding: .2rem 0; }
#notice { color: var(--bad); font-weight: 600; }

.dot { background: var(--muted); border-radius: 50%; display: inline-block; flex: none; height: .6em; margin-right: .5em; width: .6em; }
.dot.good { background: var(--good); } .dot.soft { background: var(--soft); border-radius: 2px; }
.dot.bad { background: var(--bad); border-radius: 0; transform: rotate(45deg) scale(.9); }
.dot.waiting { background: none; border: 1.5px solid var(--muted); }
b.soft { color: var(--soft); } b.bad { color: var(--bad); } b.waiting { color: var(--muted); } b { font-weight: 600; }
.pill { border: 1px solid; border-radius: 4px; display: inline-block; font-size: .8125rem; font-weight: 600; line-height: 1.3; max-width: 100%;
  overflow-wrap: anywhere; padding: 0 .4em; }
.pill { padding: .25em .4em; } .pill.soft { color: var(--soft); } .pill.bad { color: var(--bad); }

section { margin-top: 1.5rem; } header + main > section:first-child { margin-top: 1rem; }
.tiles, .card, table, pre, .shared { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.tiles { background: var(--line); display: grid; gap: 1px; grid-auto-columns: 1fr; grid-auto-flow: column; overflow: hidden; }
.tiles > div { background: var(--card); min-width: 0; padding: .75rem 1rem; }
dt { color: var(--muted); } .value { font-size: 1.25rem; font-weight: 600; line-height: 1.4; } .value a { display: inline-block; margin: -.1rem 0; padding: .1rem 0; } .value .dot { height: .5em; margin-right: .4em; vertical-align: .1em; width: .5em; }
.shared { margin-top: .5rem; } .tiles + h2 { margin-top: 1.25rem; }
.shared li { padding: .5rem 1rem; } .shared a:not(.pill) { display: inline-block; padding: .15rem .4em; } .shared li + li { border-top: 1px solid var(--line); } .shared p { color: var(--muted); }

#search { display: flex; float: right; gap: .5rem; }
input, button { background: var(--card); border: 1px solid var(--line); border-radius: 6px; color: inherit; font: inherit; padding: .3rem .6rem; }
input { min-width: 0; width: 16rem; } button { cursor: pointer; }
#list > h2 { line-height: 2; }
.filters { clear: both; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; margin: .6rem 0; }
.filters ul { display: flex; flex-wrap: wrap; gap: .35rem; min-width: 0; } .filters li { max-width: 100%; }
.filters a { border: 1px solid transparent; border-radius: 6px; color: var(--muted); display: inline-block; max-width: 100%; overflow-wrap: anywhere; padding: .2rem .5rem; }
.filters a:hover { border-color: var(--line); text-decoration: none; } .filters a b { color: var(--text); }
.filters [aria-current] { background: var(--card); border-color: var(--line); color: var(--text); font-weight: 600; }
.empty { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.5rem; text-align: center; }

table { border-collapse: separate; border-spacing: 0; clear: both; width: 100%; }
th, td { padding: .4rem .75rem; text-align: left; vertical-align: top; }
thead th { background: var(--card); border-bottom: 1px solid var(--line); color: var(--muted); font-weight: 500; position: sticky; top: 0; z-index: 1; }
thead th:first-child { border-radius: 8px 0 0; } thead th:last-child { border-radius: 0 8px 0 0; }
tbody + tbody > tr:first-child > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 500; max-width: 24rem; padding-left: 2rem; position: relative; } tbody th .dot { left: .9rem; position: absolute; top: .85em; }
tbody th small { display: block; font-weight: 400; }
.window b { overflow-wrap: anywhere; } td small { display: block; } td small span, .figure > b { white-space: nowrap; }
svg { display: block; fill: none; height: 20px; stroke: var(--link); stroke-linecap: round; stroke-linejoin: round; stroke-width: 1.25; width: 57px; }
.figure b { font-size: 1rem; margin-right: .75rem; } .figure svg { display: inline-block; vertical-align: middle; }
.spark { height: 16px; stroke-dasharray: 2 1; stroke-linecap: butt; width: 90px; }
.spark .good { opacity: .7; stroke: var(--good); stroke-width: 6; } .spark .soft { stroke: var(--soft); stroke-width: 11; } .spark .bad { stroke: var(--bad); stroke-width: 16; }
tbody th form { margin-top: .35rem; } tbody th button { font-size: .8125rem; padding: .1rem .5rem; min-height: 1.75rem; }
table + details { margin-top: 1rem; } .compact { margin-top: .5rem; max-width: 44rem; } .compact th, .compact td { border: 0; padding: .1rem .75rem; vertical-align: middle; }
.compact tbody th { font-weight: 400; max-width: none; padding-left: .75rem; } .compact th a { display: inline-block; padding: .15rem 0; }
.compact tr > :nth-child(2), .compact tr > :nth-child(3) { text-align: right; white-space: nowrap; width: 1%; } .compact tr > :last-child { width: 1%; white-space: nowrap; } .compact tr > th:only-child { width: auto; }
.capital { display: inline-block; } .capital::first-letter { text-transform: uppercase; } .compact tbody tr:hover { background: var(--ground); }
.problems td { padding-top: 0; }
.problem { border-radius: 6px; padding: .4rem .6rem; } .problem + .problem { margin-top: .35rem; }
.problem.bad { background: var(--bad-ground); } .problem.soft { background: var(--soft-ground); }
.problem small { display: inline; } .message { font-weight: 500; } .since, .advice { color: var(--muted); }

.cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); }
.card, .cards { margin-top: .5rem; } .cards .card { margin: 0; }
.card { padding: .5rem 1rem; } .card > div { display: flex; gap: 1rem; padding: .15rem 0; } .card dt { flex: 0 0 7rem; } .card dd { min-width: 0; }
meter { height: .8em; vertical-align: baseline; width: 6rem; }
details { margin-top: .75rem; } summary { cursor: pointer; padding: .2rem 0; width: fit-content; } .foreign { columns: 18rem; margin-top: .5rem; } .foreign li { overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; max-height: 32rem; overflow: auto; padding: .75rem 1rem; }

@media (max-width: 60rem) {
  body { padding: .75rem .75rem 2rem; }
  .tiles { grid-auto-flow: row; grid-template-columns: 1fr 1fr; } .tiles > div { padding: .5rem .75rem; } .tiles > div:first-child:nth-last-child(odd) { grid-column: 1 / -1; } .value { font-size: 1.125rem; }
  #search { float: none; margin-bottom: .5rem; } input { flex: 1; }
  .filters a { padding: .3rem .5rem; }
  table, tbody, tr, tbody th, td { display: block; max-width: none; } thead, td.none { display: none; }
  tbody { padding: .5rem .75rem; } tbody + tbody { border-top: 1px solid var(--line); } tbody + tbody > tr:first-child > * { border-top: 0; }
  tbody th, td { padding: .1rem 0; } tbody th { margin-bottom: .2rem; padding-left: 1.1rem; } tbody th .dot { left: 0; top: .55em; } .problems td { padding-top: .35rem; }
  td[data-label] { display: flex; white-space: normal; } td[data-label]::before { color: var(--muted); content: attr(data-label); flex: 0 0 2.75rem; overflow-wrap: anywhere; }
  .figure { display: block; }
  .compact tbody { padding: .25rem .6rem; } .compact tr { align-items: center; display: flex; flex-wrap: wrap; gap: 0 .4rem; justify-content: flex-end; }
  .compact tbody th { flex: 1 0 auto; margin: 0; max-width: 100%; padding: 0; } .compact th b { display: block; } .compact td { padding: .1rem 0; } .compact tr > td:nth-child(2) { min-width: 3rem; } .compact tr > td:nth-child(3) { min-width: 3rem; width: auto; } .compact tr > td:nth-child(2), .compact tr > td:last-child { width: auto; }
  .card { padding: .5rem .75rem; } .card dt { flex-basis: 6.5rem; } .shared li { padding: .5rem .75rem; }
}
`;
