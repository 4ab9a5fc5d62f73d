import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** What people write is far smaller. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Without waiting: opening a FIFO that nobody writes to would last for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** A file that was given by mistake or by malice; `code` says why in words. */
class FileRefusal extends Error {
  readonly code: string;

  constructor(path: string, reason: string) {
    super(`${path} is ${reason}`);
    this.code = reason;
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

/** The same at once, for what is read before anything runs. */
export function readBoundedFileSync(path: string): string {
  const descriptor = openSync(path, FLAGS);
  try {
    const buffer = Buffer.allocUnsafe(toBufferBytes(path, fstatSync(descriptor), MAX_BYTES));
    let length = 0;
    for (;;) {
      const bytesRead = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0) return toText(path, buffer, length, MAX_BYTES);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** One byte more than may be there, by which too many are known. */
function toBufferBytes(path: string, stats: Stats, maxBytes: number): number {
  if (!stats.isFile()) throw new FileRefusal(path, 'no regular file');
  if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
  // What has no size is no ordinary file, and may have any length.
  return stats.size === 0 ? maxBytes + 1 : stats.size + 1;
}

function toText(path: string, buffer: Buffer, length: number, maxBytes: number): string {
  if (length > maxBytes) throw tooLarge(path, maxBytes);
  return buffer.toString('utf8', 0, length);
}

function tooLarge(path: string, maxBytes: number): FileRefusal {
  return new FileRefusal(path, `larger than ${maxBytes / 1024 / 1024} MiB`);
}
