import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
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

/** The text of a configuration, certificate or secret file. Rejects with the system's error, or when it is no such file. */
export async function readBoundedFile(path: string): Promise<string> {
  await using file = await open(path, FLAGS);
  check(path, await file.stat());
  return await file.readFile('utf8');
}

/** The same at once, for what is read before anything runs. */
export function readBoundedFileSync(path: string): string {
  const descriptor = openSync(path, FLAGS);
  try {
    check(path, fstatSync(descriptor));
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function check(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new FileRefusal(path, 'no regular file');
  if (stats.size > MAX_BYTES) throw new FileRefusal(path, `larger than ${MAX_BYTES / 1024 / 1024} MiB`);
}
