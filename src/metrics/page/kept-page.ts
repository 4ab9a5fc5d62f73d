import { deflatePiece, extendCrc } from './gzip.ts';

/**
 * Fragments are joined into segments of about this size. It bounds what the change of one site costs: in every metric
 * one segment is made and compressed again, and the one after it, whose dictionary it is.
 */
const SEGMENT_BYTES = 32_768;

/** Compressions at a time; each needs a quarter of a megabyte of working memory. */
const COMPRESSIONS = 4;

/**
 * A text of many fragments, kept as bytes, plain and compressed, of which only what changed is made anew. One caller at a
 * time: a change while `deflated` is at work would mix two states.
 */
export interface KeptPage {
  /** Replaces a fragment; equal text changes nothing. */
  set(index: number, text: string): void;
  /** The text in pieces. While nothing changes it is the same array, and so it is for `deflated`. */
  plain(): readonly Buffer[];
  deflated(): Promise<Deflated>;
}

export interface Deflated {
  /** Of a raw deflate stream that stands for the plain text; the stream is not ended. */
  readonly pieces: readonly Buffer[];
  /** Of the plain text. */
  readonly crc: number;
  readonly plainBytes: number;
  /** End of the plain text, the dictionary for what follows. */
  readonly tail: Buffer;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly text: Buffer;
  deflated: Buffer | undefined;
}

export function createKeptPage(fragmentCount: number): KeptPage {
  const fragments: Buffer[] = Array.from({ length: fragmentCount }, () => Buffer.alloc(0));
  const changed = new Set<number>();
  let segments: Segment[] = [{ from: 0, to: fragmentCount, text: Buffer.alloc(0), deflated: undefined }];
  let plain: readonly Buffer[] | undefined;
  let deflated: Deflated | undefined;

  /** Joins the fragments of a range into segments, and lets the fragments point into them. */
  function cut(from: number, to: number): Segment[] {
    const cuts: Segment[] = [];
    let start = from;
    let bytes = 0;
    for (let index = from; index < to; index++) {
      bytes += fragments[index]?.length ?? 0;
      if (bytes < SEGMENT_BYTES && index < to - 1) continue;
      const text = Buffer.concat(fragments.slice(start, index + 1), bytes);
      let offset = 0;
      for (let part = start; part <= index; part++) {
        const length = fragments[part]?.length ?? 0;
        fragments[part] = text.subarray(offset, offset + length);
        offset += length;
      }
      cuts.push({ from: start, to: index + 1, text, deflated: undefined });
      start = index + 1;
      bytes = 0;
    }
    return cuts;
  }

  function applyChanges(): void {
    if (changed.size === 0) return;
    const isChanged = ({ from, to }: Segment): boolean => {
      for (let index = from; index < to; index++) if (changed.has(index)) return true;
      return false;
    };
    let isAfterChange = false;
    segments = segments.flatMap((segment) => {
      const wasAfterChange = isAfterChange;
      isAfterChange = isChanged(segment);
      if (isAfterChange) return cut(segment.from, segment.to);
      return wasAfterChange ? [{ ...segment, deflated: undefined }] : [segment];
    });
    changed.clear();
    plain = undefined;
    deflated = undefined;
  }

  function describe(): Deflated {
    const pieces = segments.map((segment) => segment.deflated ?? Buffer.alloc(0));
    const crc = segments.reduce((sum, { text }) => extendCrc(sum, text), 0);
    const plainBytes = segments.reduce((sum, { text }) => sum + text.length, 0);
    return { pieces, crc, plainBytes, tail: segments.at(-1)?.text ?? Buffer.alloc(0) };
  }

  async function compressMissing(): Promise<void> {
    const missing = [...segments.entries()].filter(([, { deflated: done }]) => done === undefined).values();
    const work = async (): Promise<void> => {
      for (const [index, segment] of missing) {
        segment.deflated = await deflatePiece(segment.text, segments[index - 1]?.text);
      }
    };
    await Promise.all(Array.from({ length: COMPRESSIONS }, work));
  }

  return {
    set(index, text) {
      const bytes = Buffer.from(text);
      if (fragments[index]?.equals(bytes)) return;
      fragments[index] = bytes;
      changed.add(index);
    },
    plain() {
      applyChanges();
      plain ??= segments.map(({ text }) => text);
      return plain;
    },
    async deflated() {
      applyChanges();
      if (deflated === undefined) {
        await compressMissing();
        deflated = describe();
      }
      return deflated;
    },
  };
}
