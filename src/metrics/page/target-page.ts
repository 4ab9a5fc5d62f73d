import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import type { PolledInstrument } from '../instrument.ts';
import { NO_BYTES, toBytes } from './byte-text.ts';
import { renderMetadata, type Format } from './format.ts';
import { createKeptPage, type KeptPage } from './kept-page.ts';
import { createOwnerRenderer } from './owner-renderer.ts';
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
  const metadata = families.map((instrument) => Buffer.from(renderMetadata(instrument, format)));
  const render = createOwnerRenderer(families);
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
    const texts = render(targets);
    for (const [family, holding] of holders.entries()) {
      const text = texts[family] ?? '';
      const first = family * (owners.length + 1);
      page.set(first + 1 + place, toBytes(text));
      const wasHeld = holding.size > 0;
      if (text === '') holding.delete(owner);
      else holding.add(owner);
      const isHeld = holding.size > 0;
      if (isHeld !== wasHeld) page.set(first, (isHeld ? metadata[family] : undefined) ?? NO_BYTES);
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
      page.set(families.length * (owners.length + 1), Buffer.from(rest));
      return page;
    },
  };
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
