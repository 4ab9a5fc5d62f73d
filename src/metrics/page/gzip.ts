import { constants, crc32, deflateRawSync } from 'node:zlib';

const LEVEL = 5;

/** A page is compressed to a tenth or less; what does not fit is written in several chunks. */
const USUAL_RATIO = 10;
const MIN_CHUNK_BYTES = 512;

const NO_DICTIONARY = Buffer.alloc(0);

/** Logarithms of what zlib can refer back to. */
const MIN_WINDOW_BITS = 12;
const MAX_WINDOW_BITS = 15;

/**
 * Compresses one piece of a longer deflate stream. It ends on a byte boundary without ending the stream, so pieces can
 * be put one after the other; the end of the text before it serves as dictionary, so that many pieces compress like one.
 * On the spot: a piece takes a fifth of a millisecond, and to hand it to another thread takes as long again.
 */
export function deflatePiece(text: Buffer, dictionary: Buffer = NO_DICTIONARY): Buffer {
  const reach = Math.ceil(Math.log2(text.length + dictionary.length));
  const windowBits = Math.min(Math.max(reach, MIN_WINDOW_BITS), MAX_WINDOW_BITS);
  return deflateRawSync(text, {
    level: LEVEL,
    finishFlush: constants.Z_SYNC_FLUSH,
    // To clear a window takes as long as to compress what fills a tenth of it.
    windowBits,
    memLevel: windowBits - 7,
    // What is kept holds the whole buffer that zlib wrote into, 16 KiB by default.
    chunkSize: MIN_CHUNK_BYTES + Math.ceil(text.length / USUAL_RATIO),
    ...(dictionary.length === 0 ? {} : { dictionary }),
  });
}

/** What ends a stream is left as it is where that makes the whole no more than a fiftieth larger. */
const STORED_SHARE = 1 / 50;

/** Of a block that is not compressed. */
const MAX_STORED_BYTES = 65_535;

/**
 * Ends a stream, of which there are so many bytes, by a few KiB more. To compress them takes a tenth of a usual scrape, even
 * without a dictionary and with a state of a few KiB, which are cheaper to read in and to clear than the usual ones.
 */
export function deflateEnd(text: Buffer, bytesBefore: number): Buffer {
  if (text.length > Math.min(bytesBefore * STORED_SHARE, MAX_STORED_BYTES))
    return deflateRawSync(text, { level: LEVEL, windowBits: 12, memLevel: 4 });
  // RFC 1951, 3.2.4: the last block, stored; its length, and that inverted.
  const header = Buffer.from([1, 0, 0, 0, 0]);
  header.writeUInt16LE(text.length, 1);
  header.writeUInt16LE(text.length ^ 0xffff, 3);
  return Buffer.concat([header, text]);
}

/** The checksum of a text, or of one with it after a text of this checksum. zlib takes no bytes at all for a new beginning. */
export function crcOf(text: Buffer, before = 0): number {
  return text.length === 0 ? before : crc32(text, before);
}

/** A gzip header without name and time, of an unknown system. */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Ends a gzip file with checksum and length of the text. */
export function renderGzipTrailer(crc: number, textBytes: number): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(textBytes % 2 ** 32, 4);
  return trailer;
}
