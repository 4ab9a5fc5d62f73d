import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** How far back deflate can refer, and so how much of what comes before is of use to a segment. */
const DICTIONARY_BYTES = 32_768;

const LEVEL = 6;

/**
 * Compresses one piece of a longer deflate stream. It ends on a byte boundary without ending the stream, so pieces can
 * be put one after the other; the text before it serves as dictionary, so that many pieces compress like one.
 */
export async function deflatePiece(text: Buffer, before: Buffer | undefined): Promise<Buffer> {
  const dictionary =
    before === undefined || before.length === 0 ? undefined : before.subarray(-DICTIONARY_BYTES);
  return deflate(text, {
    level: LEVEL,
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === undefined ? {} : { dictionary }),
  });
}

/** The checksum of a text with more put after it. zlib takes no bytes at all for a new beginning. */
export function extendCrc(crc: number, more: Buffer): number {
  return more.length === 0 ? crc : crc32(more, crc);
}

/** A gzip header without name and time, of an unknown system. */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Ends the deflate stream with an empty last block, and the gzip file with checksum and length of the text. */
export function renderGzipTrailer(crc: number, textBytes: number): Buffer {
  const trailer = Buffer.from([0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]);
  trailer.writeUInt32LE(crc, 2);
  trailer.writeUInt32LE(textBytes % 2 ** 32, 6);
  return trailer;
}
