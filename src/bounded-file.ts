import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** What people write is far smaller. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Without waiting: opening a FIFO that nobody writes to would last for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** A file that was given by mistake or by malice, or on a mount that hangs; `code` says why without its path. */
export class FileRefusal extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The text of a configuration, certificate, secret or state file. Rejects with the system's error, or when it is no such
 * file. Of one that has no end (some of /proc have none, and no size) no more than `maxBytes` are read.
 */
export async function readBoundedFile(path: string, maxBytes = MAX_BYTES): Promise<string> {
  await using file = await open(path, FLAGS);
  const buffer = Buffer.allocUnsafe(toBufferBytes(path, await file.stat(), maxBytes));
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0) return toText(path, buffer, length, maxBytes);
  }
}

/** One byte more than may be there, by which too many are known. */
function toBufferBytes(path: string, stats: Stats, maxBytes: number): number {
  if (!stats.isFile()) throw new FileRefusal(`${path} is no regular file`, 'no regular file');
  if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
  // What has no size is no ordinary file, and may have any length.
  return stats.size === 0 ? maxBytes + 1 : stats.size + 1;
}

function toText(path: string, buffer: Buffer, length: number, maxBytes: number): string {
  if (length > maxBytes) throw tooLarge(path, maxBytes);
  return buffer.toString('utf8', 0, length);
}

function tooLarge(path: string, maxBytes: number): FileRefusal {
  const reason = `larger than ${maxBytes / 1024 / 1024} MiB`;
  return new FileRefusal(`${path} is ${reason}`, reason);
}
