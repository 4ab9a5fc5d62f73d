import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import { ownerOf } from '../../snapshot/target-key.ts';
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

/** A site, or an account where a target is an account as a whole. */
interface Owner {
  /** Among all owners. */
  readonly place: number;
  /** Where its targets are among all. */
  readonly indexes: number[];
}

export function createTargetPage(families: readonly PolledInstrument[], format: Format): TargetPage {
  const metadata = families.map((instrument) => Buffer.from(renderMetadata(instrument, format)));
  const render = createOwnerRenderer(families);
  /** What the page shows; undefined while it is in the making, or was left so by an error. */
  let known: readonly TargetSnapshot[] | undefined = [];
  let owners: ReadonlyMap<string, Owner> = new Map();
  let page = createKeptPage(families.length + 1);
  /** What follows on the page; undefined: nothing yet. */
  let knownRest: string | undefined;
  /** Owners that have series, by family: one that nobody has is left out with its metadata. */
  let holders: Set<Owner>[] = [];

  function reset(targets: readonly TargetSnapshot[]): void {
    owners = listOwners(targets);
    page = createKeptPage(families.length * (owners.size + 1) + 1);
    knownRest = undefined;
    holders = families.map(() => new Set());
  }

  function renderOwner(
    owner: Owner,
    targets: readonly TargetSnapshot[],
    before: readonly TargetSnapshot[],
  ): void {
    const pick = (from: readonly TargetSnapshot[]) => owner.indexes.flatMap((index) => from[index] ?? []);
    const texts = render(pick(targets), pick(before));
    // One buffer and slices of it take less than forty small ones. A character of byte text is a byte.
    const bytes = toBytes(texts.join(''));
    let start = 0;
    for (const [family, holding] of holders.entries()) {
      const text = texts[family];
      if (text === undefined) continue;
      const first = family * (owners.size + 1);
      const end = start + text.length;
      page.set(first + 1 + owner.place, text === '' ? NO_BYTES : bytes.subarray(start, end));
      start = end;
      const wasHeld = holding.size > 0;
      if (text === '') holding.delete(owner);
      else holding.add(owner);
      const isHeld = holding.size > 0;
      // Nearly always it stays, and to set the same for every metric takes a twentieth of a poll.
      if (isHeld !== wasHeld) page.set(first, isHeld ? (metadata[family] ?? NO_BYTES) : NO_BYTES);
    }
  }

  async function updateTargets(targets: readonly TargetSnapshot[], slices: Slices): Promise<void> {
    const changed = known && findChanged(known, targets);
    const before = changed && known ? known : [];
    known = undefined;
    if (changed === undefined) reset(targets);
    for (const name of changed ?? owners.keys()) {
      const owner = owners.get(name);
      if (owner) renderOwner(owner, targets, before);
      if (slices.isOver()) await slices.giveWay();
    }
    known = targets;
  }

  return {
    async update(targets, rest, slices) {
      if (known !== targets) await updateTargets(targets, slices);
      if (rest !== knownRest) page.set(families.length * (owners.size + 1), Buffer.from(rest));
      knownRest = rest;
      return page;
    },
  };
}

function listOwners(targets: readonly TargetSnapshot[]): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const [index, target] of targets.entries()) {
    const known = owners.get(ownerOf(target));
    if (known) known.indexes.push(index);
    else owners.set(ownerOf(target), { place: owners.size, indexes: [index] });
  }
  return owners;
}

/**
 * The owners of targets with another state: it is replaced and never changed, so the same object says the same. Undefined:
 * the targets are of other owners than before.
 */
function findChanged(
  before: readonly TargetSnapshot[],
  present: readonly TargetSnapshot[],
): ReadonlySet<string> | undefined {
  if (before.length !== present.length) return undefined;
  const changed = new Set<string>();
  let index = 0;
  for (const target of present) {
    const known = before[index++];
    if (known === target) continue;
    if (known === undefined || ownerOf(known) !== ownerOf(target)) return undefined;
    changed.add(ownerOf(target));
  }
  return changed;
}
