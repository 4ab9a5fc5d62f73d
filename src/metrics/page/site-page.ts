import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snapshot, WindowSnapshot } from '../../snapshot/snapshot.ts';
import { renderMetadata, type Format } from './format.ts';
import type { Point, SummaryInstrument, WindowInstrument } from '../instrument.ts';
import { INSTRUMENTS } from '../instruments.ts';
import { createKeptPage, type KeptPage } from './kept-page.ts';
import { createLineRenderer } from './line.ts';

/** Rendering gives way to other work after this long. */
const SLICE_MS = 5;

/** The part of the page that is about sites, which is nearly all of it, and changes only when polls land. */
export interface SitePage {
  /** Brings the page up to a snapshot: only sites with another state than before are rendered. */
  update(windows: Snapshot['windows']): Promise<KeptPage>;
}

type SiteInstrument = SummaryInstrument | WindowInstrument;

const FAMILIES: readonly SiteInstrument[] = INSTRUMENTS.filter(
  (instrument) => instrument.subject === 'summary' || instrument.subject === 'window',
);

export function createSitePage(format: Format, now: () => number): SitePage {
  const metadata = FAMILIES.map((instrument) => renderMetadata(instrument, format));
  let known: readonly WindowSnapshot[] = [];
  let sites: readonly string[] = [];
  let rendered = new Map<string, readonly WindowSnapshot[]>();
  let page = createKeptPage(0);
  /** Sites that have series, by family: one that nobody has is left out with its metadata. */
  let holders: Set<string>[] = [];

  function reset(newSites: readonly string[]): void {
    sites = newSites;
    rendered = new Map();
    page = createKeptPage(FAMILIES.length * (sites.length + 1));
    holders = FAMILIES.map(() => new Set());
  }

  function renderSite(site: string, place: number, windows: readonly WindowSnapshot[]): void {
    for (const [family, instrument] of FAMILIES.entries()) {
      const text = windows.map((window) => renderWindow(instrument, window)).join('');
      const first = family * (sites.length + 1);
      page.set(first + 1 + place, text);
      if (text === '') holders[family]?.delete(site);
      else holders[family]?.add(site);
      page.set(first, holders[family]?.size === 0 ? '' : (metadata[family] ?? ''));
    }
    rendered.set(site, windows);
  }

  return {
    async update(windows) {
      if (isSame(known, windows)) return page;
      const bySite = groupBySite(windows);
      const names = [...bySite.keys()];
      if (names.join(' ') !== sites.join(' ')) reset(names);
      let sliceEndMs = now() + SLICE_MS;
      for (const [place, site] of sites.entries()) {
        const present = bySite.get(site) ?? [];
        if (isSame(rendered.get(site), present)) continue;
        renderSite(site, place, present);
        if (now() < sliceEndMs) continue;
        await nextTurn();
        sliceEndMs = now() + SLICE_MS;
      }
      known = windows;
      return page;
    },
  };
}

function renderWindow(instrument: SiteInstrument, window: WindowSnapshot): string {
  const subject = [
    ['site', window.site],
    ['window', window.window],
  ] as const;
  const renderLine = createLineRenderer(instrument.name, subject, instrument.labels);
  let text = '';
  for (const { labels, value } of observe(instrument, window)) text += renderLine(labels, value);
  return text;
}

function observe(instrument: SiteInstrument, window: WindowSnapshot): Iterable<Point> {
  if (instrument.subject === 'window') return instrument.observe(window);
  return window.summary === undefined ? [] : instrument.observe(window.summary);
}

function groupBySite(windows: readonly WindowSnapshot[]): ReadonlyMap<string, WindowSnapshot[]> {
  const bySite = new Map<string, WindowSnapshot[]>();
  for (const window of windows) {
    const group = bySite.get(window.site);
    if (group) group.push(window);
    else bySite.set(window.site, [window]);
  }
  return bySite;
}

/** A window's state is replaced and never changed, so the same object says the same. */
function isSame(before: readonly WindowSnapshot[] | undefined, present: readonly WindowSnapshot[]): boolean {
  return before?.length === present.length && present.every((window, index) => window === before[index]);
}
