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
  /** The beginning of a gzip file that stands for the plain text; the stream is not ended. */
  readonly bytes: Buffer;
  /** Of the plain text. */
  readonly crc: number;
  readonly plainBytes: number;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly text: Buffer;
  /** The end of the text, which is the dictionary of the next one. */
  readonly end: Buffer;
  readonly crc: number;
  /** Of the text's length, for `joinCrcs`. */
  readonly shift: number;
  deflated: Buffer | undefined;
}

export function createKeptPage(fragmentCount: number): KeptPage {
  const fragments = Array.from({ length: fragmentCount }, () => NO_BYTES);
  const changed = new Set<number>();
  let segments: Segment[] = cut(0, fragmentCount);
  let plain: readonly Buffer[] | undefined;
  let deflated: Deflated | undefined;

  /** Joins the fragments of a range into segments, and lets the fragments point into them. */
  function cut(from: number, to: number): Segment[] {
    const cuts: Segment[] = [];
    let start = from;
    let bytes = 0;
    for (let index = from; index < to; index++) {
      bytes += fragments[index]?.length ?? 0;
      const isFull = bytes >= SEGMENT_BYTES || index - start >= SEGMENT_FRAGMENTS;
      if (!isFull && index < to - 1) continue;
      const text = Buffer.concat(fragments.slice(start, index + 1), bytes);
      let offset = 0;
      for (let part = start; part <= index; part++) {
        const length = fragments[part]?.length ?? 0;
        if (length > 0) fragments[part] = text.subarray(offset, offset + length);
        offset += length;
      }
      cuts.push({
        from: start,
        to: index + 1,
        text,
        end: text.subarray(-toDictionaryBytes(fragments[index]?.length ?? 0)),
        crc: crcOf(text),
        shift: toShift(bytes),
        deflated: undefined,
      });
      start = index + 1;
      bytes = 0;
    }
    return cuts;
  }

  async function applyChanges(slices: Slices): Promise<void> {
    if (changed.size === 0) return;
    const order = Array.from(changed).sort((a, b) => a - b);
    const present: Segment[] = [];
    let next = 0;
    const hasNext = (to: number): boolean => (order[next] ?? Infinity) < to;
    let before: Segment | undefined;
    for (const segment of segments) {
      const isChanged = hasNext(segment.to);
      while (hasNext(segment.to)) next++;
      const nowBefore = present.at(-1);
      if (isChanged) present.push(...cut(segment.from, segment.to));
      else {
        if (before !== nowBefore && !(before && nowBefore?.end.equals(before.end)))
          segment.deflated = undefined;
        present.push(segment);
      }
      before = segment;
      if (isChanged && slices.isOver()) await slices.giveWay();
    }
    segments = present;
    changed.clear();
    plain = undefined;
    deflated = undefined;
  }

  async function compressMissing(slices: Slices): Promise<void> {
    let before: Segment | undefined;
    for (const segment of segments) {
      if (segment.deflated === undefined) {
        segment.deflated = deflatePiece(segment.text, before?.end);
        if (slices.isOver()) await slices.giveWay();
      }
      before = segment;
    }
  }

  function join(): Deflated {
    let crc = 0;
    let plainBytes = 0;
    const pieces: Buffer[] = [GZIP_HEADER];
    for (const segment of segments) {
      crc = joinCrcs(crc, segment.crc, segment.shift);
      plainBytes += segment.text.length;
      if (segment.deflated) pieces.push(segment.deflated);
    }
    return { bytes: Buffer.concat(pieces), crc, plainBytes };
  }

  return {
    set(index, bytes) {
      if (fragments[index]?.equals(bytes)) return;
      fragments[index] = bytes;
      changed.add(index);
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

function toDictionaryBytes(lastFragmentBytes: number): number {
  return Math.min(Math.max(lastFragmentBytes, MIN_DICTIONARY_BYTES), MAX_DICTIONARY_BYTES);
}
