import { NO_BYTES } from './byte-text.ts';
import { joinCrcs, toShift } from './crc.ts';
import { crcOf, deflatePiece, GZIP_HEADER } from './gzip.ts';
import type { Slices } from './slices.ts';

/**
 * Fragments are joined into segments of about this size, or of so many fragments where these are single lines. It bounds
 * what the change of one site costs: in every metric one segment is made and compressed again, and the one after it where its
 * dictionary has changed.
 */
const SEGMENT_BYTES = 32_768;
const SEGMENT_FRAGMENTS = 64;

/** The dictionary of a segment is the fragment before it, which has the same lines of another site, or so much of several. */
const MIN_DICTIONARY_BYTES = 1024;
const MAX_DICTIONARY_BYTES = 32_768;

/**
 * The compressed pieces of so many segments are handed on as one part. Joined by themselves all would be written one by one
 * at each scrape; as a whole, the page would be copied for each site that changed.
 */
const PART_SEGMENTS = 16;

/**
 * A text of many fragments, kept as bytes, plain and compressed, of which only what changed is made anew. One caller at a
 * time: a change while `plain` or `deflated` is at work would mix two states.
 */
export interface KeptPage {
  /** Replaces a fragment; equal bytes change nothing. */
  set(index: number, bytes: Buffer): void;
  /** The text in pieces. While nothing changes it is the same array, and `deflated` the same object. */
  plain(slices: Slices): Promise<readonly Buffer[]>;
  deflated(slices: Slices): Promise<Deflated>;
}

export interface Deflated {
  /** The beginning of a gzip file that stands for the plain text, in parts; the stream is not ended. */
  readonly parts: readonly Buffer[];
  /** Of all parts. */
  readonly bytes: number;
  /** Of the plain text. */
  readonly crc: number;
  readonly plainBytes: number;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly text: Buffer;
  /** Where each fragment ends in the text. */
  readonly ends: readonly number[];
  /** The end of the text, which is the dictionary of the next one. */
  readonly end: Buffer;
  readonly crc: number;
  /** Of the text's length, for `joinCrcs`. */
  readonly shift: number;
  deflated: Buffer | undefined;
  /** Fragments that were replaced since, by index. */
  fresh: Map<number, Buffer> | undefined;
}

export function createKeptPage(fragmentCount: number): KeptPage {
  let segments = cut({ from: 0, to: fragmentCount, text: NO_BYTES, ends: [], fresh: undefined });
  let hasFresh = false;
  let plain: readonly Buffer[] | undefined;
  let deflated: Deflated | undefined;
  let parts: readonly Part[] = [];

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

  function join(): Deflated {
    let crc = 0;
    let plainBytes = 0;
    for (const segment of segments) {
      crc = joinCrcs(crc, segment.crc, segment.shift);
      plainBytes += segment.text.length;
    }
    parts = joinParts(segments, parts);
    const buffers = [GZIP_HEADER, ...parts.map(({ joined }) => joined)];
    return { parts: buffers, bytes: buffers.reduce((sum, { length }) => sum + length, 0), crc, plainBytes };
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
      plain ??= segments.flatMap(({ text }) => (text.length > 0 ? [text] : []));
      return plain;
    },
    async deflated(slices) {
      await applyChanges(slices);
      if (deflated === undefined) {
        await compressMissing(slices);
        deflated = join();
      }
      return deflated;
    },
  };
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
    const cut = cuts.get(segment);
    if (cut) present.push(...cut);
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

interface Part {
  readonly pieces: readonly Buffer[];
  readonly joined: Buffer;
}

/** A part of the very pieces that it had before stays as it is. */
function joinParts(segments: readonly Segment[], before: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < segments.length; from += PART_SEGMENTS) {
    const pieces = segments.slice(from, from + PART_SEGMENTS).map(({ deflated }) => deflated ?? NO_BYTES);
    const known = before[parts.length];
    const isSame =
      known?.pieces.length === pieces.length && known.pieces.every((piece, index) => piece === pieces[index]);
    parts.push(isSame ? known : { pieces, joined: Buffer.concat(pieces) });
  }
  return parts;
}

/** By halves: they are in order, and each fragment is in one. */
function findSegment(segments: readonly Segment[], index: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.from ?? Infinity) <= index) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}

type Cuttable = Pick<Segment, 'from' | 'to' | 'text' | 'ends' | 'fresh'>;

/** Where a fragment begins in its segment's text, or where the one before it ends. */
function startOf({ from, ends }: Cuttable, index: number): number {
  return ends[index - from - 1] ?? 0;
}

function isFragment(segment: Cuttable, index: number, bytes: Buffer): boolean {
  const start = startOf(segment, index);
  const end = startOf(segment, index + 1);
  return end - start === bytes.length && segment.text.compare(bytes, 0, bytes.length, start, end) === 0;
}

/** The same fragments with the fresh ones among them, in as many segments as they take now. */
function cut(old: Cuttable): Segment[] {
  const cuts: Segment[] = [];
  let from = old.from;
  let ends: number[] = [];
  let bytes = 0;
  let lastBytes = 0;
  for (let index = old.from; index < old.to; index++) {
    lastBytes = old.fresh?.get(index)?.length ?? startOf(old, index + 1) - startOf(old, index);
    bytes += lastBytes;
    ends.push(bytes);
    const isFull = bytes >= SEGMENT_BYTES || ends.length > SEGMENT_FRAGMENTS;
    if (!isFull && index < old.to - 1) continue;
    const text = copy(old, from, index + 1, bytes);
    cuts.push({
      from,
      to: index + 1,
      text,
      ends,
      end: text.subarray(-toDictionaryBytes(lastBytes)),
      crc: crcOf(text),
      shift: toShift(bytes),
      deflated: undefined,
      fresh: undefined,
    });
    from = index + 1;
    ends = [];
    bytes = 0;
  }
  return cuts;
}

/** The text of some of a segment's fragments; those between two fresh ones are copied at once. */
function copy(old: Cuttable, from: number, to: number, bytes: number): Buffer {
  const text = Buffer.allocUnsafe(bytes);
  let length = 0;
  let copied = startOf(old, from);
  for (let index = from; index < to; index++) {
    const replacement = old.fresh?.get(index);
    if (replacement === undefined) continue;
    length += old.text.copy(text, length, copied, startOf(old, index));
    length += replacement.copy(text, length);
    copied = startOf(old, index + 1);
  }
  old.text.copy(text, length, copied, startOf(old, to));
  return text;
}

function toDictionaryBytes(lastFragmentBytes: number): number {
  return Math.min(Math.max(lastFragmentBytes, MIN_DICTIONARY_BYTES), MAX_DICTIONARY_BYTES);
}
