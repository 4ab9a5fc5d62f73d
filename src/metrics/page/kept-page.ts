import { NO_BYTES } from './byte-text.ts';
import { joinCrcs } from './crc.ts';
import { deflatePiece, GZIP_HEADER } from './gzip.ts';
import { createJoinedPieces } from './joined-pieces.ts';
import { createSegments, cut, findSegment, isFragment, type Segment } from './segment.ts';
import type { Slices } from './slices.ts';

/**
 * The compressed pieces of so many segments are handed on as one part. Each by itself would be one more write at each scrape;
 * all in one, the page would be copied for each site that changed.
 */
const DEFLATED_TOGETHER = 16;

/**
 * So many neighbouring segments, some 4 MiB of text, that stood unchanged through so many scrapes are one part until one of them
 * changes: what they cost as parts of their own by then is what it costs to copy them. Meanwhile they are held twice. Polls
 * that bring the figures that are known change other segments than those by country, which are nearly all of the page.
 */
const STANDING_TOGETHER = 128;
const SCRAPES_APART = 16;

/**
 * A text of many fragments, kept as bytes, plain and compressed, of which only what changed is made anew. One caller at a
 * time: a change while `plain` or `deflated` is at work would be lost.
 */
export interface KeptPage {
  /** Replaces a fragment; equal bytes change nothing. */
  set(index: number, bytes: Buffer): void;
  /**
   * The text in parts. While nothing changes it is the same array, and `deflated` the same object, unless parts that stood
   * for long are laid together.
   */
  plain(slices: Slices): Promise<readonly Buffer[]>;
  deflated(slices: Slices): Promise<Deflated>;
}

/** Of the plain text. */
interface Sums {
  readonly crc: number;
  readonly plainBytes: number;
}

export interface Deflated extends Sums {
  /** The beginning of a gzip file that stands for the plain text, in parts; the stream is not ended. */
  readonly parts: readonly Buffer[];
}

export function createKeptPage(fragmentCount: number): KeptPage {
  let segments = createSegments(fragmentCount);
  let hasFresh = false;
  const plainParts = createJoinedPieces({ groupPieces: STANDING_TOGETHER, readsApart: SCRAPES_APART });
  const deflatedPieces = createJoinedPieces({ groupPieces: DEFLATED_TOGETHER, readsApart: 0 });
  const deflatedParts = createJoinedPieces({
    groupPieces: STANDING_TOGETHER / DEFLATED_TOGETHER,
    readsApart: SCRAPES_APART,
  });
  /** Of what was compressed; undefined: not all is. */
  let sums: Sums | undefined;
  let deflated: Deflated | undefined;

  async function applyChanges(slices: Slices): Promise<void> {
    if (!hasFresh) return;
    const cuts = new Map<Segment, Segment[]>();
    for (const segment of segments.filter(({ fresh }) => fresh)) {
      cuts.set(segment, cut(segment));
      if (slices.isOver()) await slices.giveWay();
    }
    segments = replaceSegments(segments, cuts);
    hasFresh = false;
    plainParts.replace(segments.flatMap(({ text }) => (text.length > 0 ? [text] : [])));
    sums = undefined;
  }

  async function compressMissing(slices: Slices): Promise<Sums> {
    for (const { segment, before } of listUncompressed(segments)) {
      segment.deflated = deflatePiece(segment.text, before?.end);
      if (slices.isOver()) await slices.giveWay();
    }
    deflatedPieces.replace([GZIP_HEADER, ...segments.map((segment) => segment.deflated ?? NO_BYTES)]);
    deflatedParts.replace(await deflatedPieces.read(slices));
    return sumUp(segments);
  }

  return {
    set(index, bytes) {
      const segment = findSegment(segments, index);
      if (segment === undefined || (!segment.fresh?.has(index) && isFragment(segment, index, bytes))) return;
      segment.fresh ??= new Map();
      segment.fresh.set(index, bytes);
      hasFresh = true;
    },
    async plain(slices) {
      await applyChanges(slices);
      return plainParts.read(slices);
    },
    async deflated(slices) {
      await applyChanges(slices);
      sums ??= await compressMissing(slices);
      const parts = await deflatedParts.read(slices);
      if (deflated?.parts !== parts) deflated = { parts, ...sums };
      return deflated;
    },
  };
}

function sumUp(segments: readonly Segment[]): Sums {
  let crc = 0;
  let plainBytes = 0;
  for (const segment of segments) {
    crc = joinCrcs(crc, segment.crc, segment.shift);
    plainBytes += segment.text.length;
  }
  return { crc, plainBytes };
}

/** Whose dictionary is another one than before has to be compressed again. */
function replaceSegments(
  segments: readonly Segment[],
  cuts: ReadonlyMap<Segment, readonly Segment[]>,
): Segment[] {
  const present: Segment[] = [];
  let before: Segment | undefined;
  for (const segment of segments) {
    const nowBefore = present.at(-1);
    if (before && nowBefore && before !== nowBefore && !nowBefore.end.equals(before.end))
      segment.deflated = undefined;
    const successors = cuts.get(segment);
    if (successors) present.push(...successors);
    else present.push(segment);
    before = segment;
  }
  return present;
}

function listUncompressed(segments: readonly Segment[]): { segment: Segment; before: Segment | undefined }[] {
  const uncompressed = [];
  let before: Segment | undefined;
  for (const segment of segments) {
    if (segment.deflated === undefined) uncompressed.push({ segment, before });
    before = segment;
  }
  return uncompressed;
}
