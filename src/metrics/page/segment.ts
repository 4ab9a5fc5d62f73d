import { NO_BYTES } from './byte-text.ts';
import { toShift } from './crc.ts';
import { crcOf } from './gzip.ts';

/**
 * Fragments are joined into segments of about this size, or of so many fragments where these are single lines. It bounds
 * what the change of one site costs: in every metric one segment is made and compressed again, and the one after it where its
 * dictionary has changed.
 */
const SEGMENT_BYTES = 32_768;
const SEGMENT_FRAGMENTS = 64;

/** The dictionary of a segment is the fragment before it, which has the same lines of another site, and so much before that. */
const MORE_DICTIONARY_BYTES = 1024;
const MAX_DICTIONARY_BYTES = 32_768;

/** Neighbouring fragments of a text, from `from` to before `to`, as one text. */
export interface Segment {
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
  /** Fragments that were replaced since, by index: then the segment is to be cut anew. */
  fresh: Map<number, Buffer> | undefined;
}

type Cuttable = Pick<Segment, 'from' | 'to' | 'text' | 'ends' | 'fresh'>;
type Cut = Pick<Segment, 'from' | 'to' | 'text' | 'ends' | 'end'>;

/** So many fragments without text. */
export function createSegments(fragmentCount: number): Segment[] {
  const segments: Segment[] = [];
  for (let from = 0; from < fragmentCount; from += SEGMENT_FRAGMENTS) {
    const to = Math.min(from + SEGMENT_FRAGMENTS, fragmentCount);
    segments.push(toSegment({ from, to, text: NO_BYTES, ends: [], end: NO_BYTES }));
  }
  return segments;
}

/** Of all segments the one with this fragment. By halves: they are in order. */
export function findSegment(segments: readonly Segment[], index: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.from ?? Infinity) <= index) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}

/** Whether the segment has a fragment of these very bytes there. */
export function isFragment(segment: Segment, index: number, bytes: Buffer): boolean {
  const start = startOf(segment, index);
  const end = startOf(segment, index + 1);
  return end - start === bytes.length && segment.text.compare(bytes, 0, bytes.length, start, end) === 0;
}

/** The same fragments with the fresh ones among them, in as many segments as they take now. */
export function cut(old: Cuttable): Segment[] {
  const segments: Segment[] = [];
  let from = old.from;
  let ends: number[] = [];
  let bytes = 0;
  let lastBytes = 0;
  for (let index = old.from; index < old.to; index++) {
    lastBytes = old.fresh?.get(index)?.length ?? startOf(old, index + 1) - startOf(old, index);
    bytes += lastBytes;
    ends.push(bytes);
    if (bytes < SEGMENT_BYTES && index < old.to - 1) continue;
    const text = copy(old, from, index + 1, bytes);
    const end = text.subarray(-toDictionaryBytes(lastBytes));
    segments.push(toSegment({ from, to: index + 1, text, ends, end }));
    from = index + 1;
    ends = [];
    bytes = 0;
  }
  return segments;
}

function toSegment({ from, to, text, ends, end }: Cut): Segment {
  const crc = crcOf(text);
  const shift = toShift(text.length);
  return { from, to, text, ends, end, crc, shift, deflated: undefined, fresh: undefined };
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

/** Where a fragment begins in its segment's text, or where the one before it ends. */
function startOf({ from, ends }: Cuttable, index: number): number {
  return ends[index - from - 1] ?? 0;
}

function toDictionaryBytes(lastFragmentBytes: number): number {
  return Math.min(lastFragmentBytes + MORE_DICTIONARY_BYTES, MAX_DICTIONARY_BYTES);
}
