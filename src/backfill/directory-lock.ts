import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { toErrorCode } from '../error-words.ts';

/** A socket in the directory, which only a living process can answer. */
export const LOCK = 'backfill.lock';

/** Sockets that a process was about to make its lock. */
export const LOCK_ATTEMPT = /^backfill\.lock\.[0-9a-f-]{36}$/;

/** What the system allows for a socket's path, and its closing NUL. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Of file systems without sockets or second names, as some network shares are. */
const UNSUPPORTED = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP']);

/** Gives the directory up. If the process ends without it, a socket stays that nobody answers. */
export type Release = () => Promise<void>;

/**
 * Takes the directory for this process; undefined when another process has it. Process ids would not do: in containers that
 * share a volume everybody is process 1. Where the file system cannot hold a lock, there is none.
 */
export async function lockDirectory(directory: string): Promise<Release | undefined> {
  try {
    return await take(directory);
  } catch (error) {
    if (UNSUPPORTED.has(toErrorCode(error))) return () => Promise.resolve();
    throw error;
  }
}

async function take(directory: string): Promise<Release | undefined> {
  // Says of a path that is no directory that it is none.
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  const attempt = createName();
  const isLong = Buffer.byteLength(join(directory, attempt)) > MAX_SOCKET_PATH_BYTES;
  const reach = (name: string): string => join(isLong ? `/proc/self/fd/${handle.fd}` : directory, name);
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(reach(attempt));
    await once(server, 'listening');
    server.unref();
    if (!(await claim(directory, attempt, (name) => isAnswered(reach(name))))) {
      await server[Symbol.asyncDispose]();
      return undefined;
    }
  } finally {
    // The name that was listened on; the lock is another name of the same socket.
    await rm(join(directory, attempt), { force: true });
    await handle.close();
  }
  return async () => {
    await rm(join(directory, LOCK), { force: true });
    await server[Symbol.asyncDispose]();
  };
}

/** Gives the socket the lock's name, of which there is one; a dead owner's is taken away first. */
async function claim(
  directory: string,
  attempt: string,
  isHeld: (name: string) => Promise<boolean>,
): Promise<boolean> {
  const lock = join(directory, LOCK);
  for (;;) {
    try {
      await link(join(directory, attempt), lock);
      return true;
    } catch (error) {
      if (toErrorCode(error) !== 'EEXIST') throw error;
    }
    if (await isHeld(LOCK)) return false;
    const aside = createName();
    // Not removed: between the look and now somebody else may have put a lock of the living there.
    await rename(lock, join(directory, aside)).catch(ignoreMissing);
    const isLiving = await isHeld(aside);
    if (isLiving) await link(join(directory, aside), lock);
    await rm(join(directory, aside), { force: true });
    if (isLiving) return false;
  }
}

function createName(): string {
  return `${LOCK}.${randomUUID()}`;
}

/** Somebody else was faster. */
function ignoreMissing(error: unknown): void {
  if (toErrorCode(error) !== 'ENOENT') throw error;
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
