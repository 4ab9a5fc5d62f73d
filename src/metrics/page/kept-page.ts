import { NO_BYTES } from './byte-text.ts';
import { joinCrcs } from './crc.ts';
import { deflatePiece, GZIP_HEADER } from './gzip.ts';
import { hasSameItems } from './same-items.ts';
import { createSegments, cut, findSegment, isFragment, type Segment } from './segment.ts';
import type { Slices } from './slices.ts';

/**
 * The compressed pieces of so many segments are handed on as one part. Each by itself would be one more write at each scrape;
 * all in one, the page would be copied for each site that changed.
 */
const GROUP_SEGMENTS = 16;

/**
 * The parts of a page that stood unchanged through so many scrapes are laid together until the next change: each of those took
 * about a sixteenth of what it costs to copy them longer than by few parts. Meanwhile what is handed on is held twice. Any poll
 * changes the page: where one lands every minute nothing is ever laid together.
 */
const SCRAPES_APART = 16;

/** So much is laid together in one: it is copied in a millisecond, and nothing else comes between. */
const TOGETHER_BYTES = 4_194_304;

/**
 * A text of many fragments, kept as bytes, plain and compressed, of which only what changed is made anew. One caller at a
 * time: a change while `plain` or `deflated` is at work would be lost.
 */
export interface KeptPage {
  /** Replaces a fragment; equal bytes change nothing. */
  set(index: number, bytes: Buffer): void;
  /**
   * The text in pieces. While nothing changes it is the same array, and `deflated` the same object; other ones only once, when
   * their pieces are laid together.
   */
  plain(slices: Slices): Promise<readonly Buffer[]>;
  deflated(slices: Slices): Promise<Deflated>;
}

export interface Deflated {
  /** The beginning of a gzip file that stands for the plain text, in parts; the stream is not ended. */
  readonly parts: readonly Buffer[];
  /** Of the plain text. */
  readonly crc: number;
  readonly plainBytes: number;
}

export function createKeptPage(fragmentCount: number): KeptPage {
  let segments = createSegments(fragmentCount);
  let hasFresh = false;
  let plain: ReadLasting<readonly Buffer[]> | undefined;
  let deflated: ReadLasting<Deflated> | undefined;
  let groups: readonly Group[] = [];

  async function applyChanges(slices: Slices): Promise<void> {
    if (!hasFresh) return;
    const cuts = new Map<Segment, Segment[]>();
    for (const segment of segments.filter(({ fresh }) => fresh)) {
      cuts.set(segment, cut(segment));
      if (slices.isOver()) await slices.giveWay();
    }
    segments = replaceSegments(segments, cuts);
    hasFresh = false;
    plain = undefined;
    deflated = undefined;
  }

  async function compressMissing(slices: Slices): Promise<void> {
    for (const { segment, before } of listUncompressed(segments)) {
      segment.deflated = deflatePiece(segment.text, before?.end);
      if (slices.isOver()) await slices.giveWay();
    }
  }

  function createPlain(): ReadLasting<readonly Buffer[]> {
    const parts = segments.flatMap(({ text }) => (text.length > 0 ? [text] : []));
    return createLasting(parts, (slices) => layTogether(parts, slices));
  }

  function createDeflated(): ReadLasting<Deflated> {
    let crc = 0;
    let plainBytes = 0;
    for (const segment of segments) {
      crc = joinCrcs(crc, segment.crc, segment.shift);
      plainBytes += segment.text.length;
    }
    groups = joinGroups(segments, groups);
    const parts = [GZIP_HEADER, ...groups.map(({ joined }) => joined)];
    return createLasting({ parts, crc, plainBytes }, async (slices) => ({
      parts: await layTogether(parts, slices),
      crc,
      plainBytes,
    }));
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
      plain ??= createPlain();
      return plain(slices);
    },
    async deflated(slices) {
      await applyChanges(slices);
      if (deflated === undefined) {
        await compressMissing(slices);
        deflated = createDeflated();
      }
      return deflated(slices);
    },
  };
}

/** Resolves with the same object, but for the once that it is another with the same content. */
type ReadLasting<Text> = (slices: Slices) => Promise<Text>;

function createLasting<Text>(apart: Text, lay: ReadLasting<Text>): ReadLasting<Text> {
  let scrapes = 0;
  let together: Text | undefined;
  return async (slices) => {
    if (scrapes++ < SCRAPES_APART) return apart;
    together ??= await lay(slices);
    return together;
  };
}

async function layTogether(parts: readonly Buffer[], slices: Slices): Promise<Buffer[]> {
  const together: Buffer[] = [];
  for (let from = 0, to = 0; from < parts.length; from = to) {
    for (let bytes = 0; bytes < TOGETHER_BYTES && to < parts.length; to++) bytes += parts[to]?.length ?? 0;
    together.push(Buffer.concat(parts.slice(from, to)));
    if (slices.isOver()) await slices.giveWay();
  }
  return together;
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

/** Pieces that are handed on as one part. */
interface Group {
  readonly pieces: readonly Buffer[];
  readonly joined: Buffer;
}

/** A group of the very pieces that it had before stays as it is. */
function joinGroups(segments: readonly Segment[], before: readonly Group[]): Group[] {
  const groups: Group[] = [];
  for (let from = 0; from < segments.length; from += GROUP_SEGMENTS) {
    const pieces = segments.slice(from, from + GROUP_SEGMENTS).map(({ deflated }) => deflated ?? NO_BYTES);
    const known = before[groups.length];
    groups.push(
      known && hasSameItems(known.pieces, pieces) ? known : { pieces, joined: Buffer.concat(pieces) },
    );
  }
  return groups;
}
