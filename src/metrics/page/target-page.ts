import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import { renderMetadata, type Format } from './format.ts';
import type { PolledInstrument } from '../instrument.ts';
import { polledSeriesOf } from '../series.ts';
import { createKeptPage, type KeptPage } from './kept-page.ts';
import { createLineRenderer } from './line.ts';
import type { Slices } from './slices.ts';

/** The part of the page that is about what is polled, which is nearly all of it, and changes only when polls land. */
export interface TargetPage {
  /**
   * Brings the page up to a snapshot: only owners of targets with another state than before are rendered. What is not
   * about targets follows as `rest`.
   */
  update(targets: readonly TargetSnapshot[], rest: string, slices: Slices): Promise<KeptPage>;
}

export function createTargetPage(families: readonly PolledInstrument[], format: Format): TargetPage {
  const metadata = families.map((instrument) => renderMetadata(instrument, format));
  let known: readonly TargetSnapshot[] = [];
  let owners: readonly string[] = [];
  let rendered = new Map<string, readonly TargetSnapshot[]>();
  let page = createKeptPage(families.length + 1);
  /** Owners that have series, by family: one that nobody has is left out with its metadata. */
  let holders: Set<string>[] = [];

  function reset(newOwners: readonly string[]): void {
    owners = newOwners;
    rendered = new Map();
    page = createKeptPage(families.length * (owners.length + 1) + 1);
    holders = families.map(() => new Set());
  }

  function renderOwner(owner: string, place: number, targets: readonly TargetSnapshot[]): void {
    for (const [family, instrument] of families.entries()) {
      const text = renderFamily(instrument, targets);
      const first = family * (owners.length + 1);
      page.set(first + 1 + place, text);
      if (text === '') holders[family]?.delete(owner);
      else holders[family]?.add(owner);
      page.set(first, holders[family]?.size === 0 ? '' : (metadata[family] ?? ''));
    }
    rendered.set(owner, targets);
  }

  async function updateTargets(targets: readonly TargetSnapshot[], slices: Slices): Promise<void> {
    const byOwner = groupByOwner(targets);
    const names = [...byOwner.keys()];
    if (!isSame(owners, names)) reset(names);
    for (const [place, owner] of owners.entries()) {
      const present = byOwner.get(owner) ?? [];
      if (isSame(rendered.get(owner), present)) continue;
      renderOwner(owner, place, present);
      if (slices.isOver()) await slices.giveWay();
    }
    known = targets;
  }

  return {
    async update(targets, rest, slices) {
      if (!isSame(known, targets)) await updateTargets(targets, slices);
      page.set(families.length * (owners.length + 1), rest);
      return page;
    },
  };
}

function renderFamily(instrument: PolledInstrument, targets: readonly TargetSnapshot[]): string {
  const { name, labels } = instrument;
  let text = '';
  for (const { subject, points } of polledSeriesOf(instrument, targets)) {
    const renderLine = createLineRenderer(name, subject, labels);
    for (const point of points) text += renderLine(point.labels, point.value);
  }
  return text;
}

/** By site, or by account where a target is an account as a whole. */
function groupByOwner(targets: readonly TargetSnapshot[]): ReadonlyMap<string, TargetSnapshot[]> {
  const byOwner = new Map<string, TargetSnapshot[]>();
  for (const target of targets) {
    const owner = target.site ?? `account ${target.account}`;
    const group = byOwner.get(owner);
    if (group) group.push(target);
    else byOwner.set(owner, [target]);
  }
  return byOwner;
}

/** Of targets, too: a state is replaced and never changed, so the same object says the same. */
function isSame<T>(before: readonly T[] | undefined, present: readonly T[]): boolean {
  if (before === present) return true;
  return before?.length === present.length && present.every((one, index) => one === before[index]);
}
