import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { toInstant } from './format.ts';
import { freshMsOf } from './state.ts';
import type { StatusView } from './view.ts';

/** Which figures are wanted; empty: all. */
type FiguresQuery = ReturnType<typeof readFiguresQuery>;

export function readFiguresQuery(parameter: (name: string) => string | undefined) {
  return { site: (parameter('site') ?? '').toLowerCase(), window: parameter('window') ?? '' };
}

/** What `/api/v1/figures` answers, for `JSON.stringify`: an object per account, site and window whose figures are shown. */
export function toFiguresJson(view: StatusView, query: FiguresQuery): object[] {
  return listShown(view, query).map((target) => ({ ...describeTarget(target), ...view.figuresOf(target) }));
}

/** The same as a table, without what is broken down: columns are metric names, and an absent figure is an empty cell. */
export function toFiguresCsv(view: StatusView, query: FiguresQuery): string {
  const shown = listShown(view, query).map((target) => ({
    about: Object.values(describeTarget(target)),
    figures: view.figuresOf(target).figures,
  }));
  const names = view.figureNames;
  const head = ['account', 'site', 'window', 'start', 'end', 'lastSuccess', ...names];
  const rows = shown.map(({ about, figures }) => [...about, ...names.map((name) => figures[name] ?? '')]);
  return [head, ...rows].map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('');
}

function listShown({ snapshot }: StatusView, { site, window }: FiguresQuery): TargetSnapshot[] {
  return snapshot.targets.filter(
    (target) =>
      target.summary !== undefined &&
      (site === '' || target.site === site) &&
      (window === '' || target.window === window),
  );
}

function describeTarget(target: TargetSnapshot): Readonly<Record<string, string | null>> {
  const { account, site, window, summary } = target;
  return {
    account,
    site: site ?? null,
    window: window ?? null,
    start: toInstant(summary?.startMs),
    end: toInstant(summary?.endMs),
    lastSuccess: toInstant(freshMsOf(target)),
  };
}

/** RFC 4180. An account's name may hold anything; one that a spreadsheet would take for a formula is text. */
function toCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
