import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { hasCode } from '../state/folder.ts';

/** A socket in the directory, which only a living process can answer. */
export const LOCK = 'backfill.lock';

/** Sockets that a process was about to make its lock. */
export const LOCK_ATTEMPT = /^backfill\.lock\.[0-9a-f-]{36}$/;

/** What the system allows for a socket's path, and its closing NUL. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Held until it is released or the process ends, however it does: a crash leaves a socket that nobody answers. */
export interface DirectoryLock {
  readonly release: () => Promise<void>;
}

/** Of file systems without sockets or second names, as some network shares are. */
const UNSUPPORTED = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP'];

const NO_LOCK: DirectoryLock = { release: () => Promise.resolve() };

/**
 * Takes the directory for this process; undefined when another process has it. Process ids would not do: in containers that
 * share a volume everybody is process 1. Where the file system cannot hold a lock, there is none.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  try {
    return await take(directory);
  } catch (error) {
    if (UNSUPPORTED.some((code) => hasCode(error, code))) return NO_LOCK;
    throw error;
  }
}

async function take(directory: string): Promise<DirectoryLock | undefined> {
  await using place = await openPlace(directory);
  const attempt = `${LOCK}.${randomUUID()}`;
  const server = await listen(place.pathOf(attempt));
  try {
    if (!(await claim(directory, attempt, (name) => isAnswered(place.pathOf(name))))) {
      await close(server);
      return undefined;
    }
  } finally {
    // The name that was listened on; the lock is another name of the same socket.
    await rm(join(directory, attempt), { force: true });
  }
  return {
    async release() {
      await rm(join(directory, LOCK), { force: true });
      await close(server);
    },
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
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (await isHeld(LOCK)) return false;
    const aside = `${LOCK}.${randomUUID()}`;
    // Not removed: between the look and now somebody else may have put a lock of the living there.
    await rename(lock, join(directory, aside)).catch(ignoreMissing);
    const isLiving = await isHeld(aside);
    if (isLiving) await link(join(directory, aside), lock);
    await rm(join(directory, aside), { force: true });
    if (isLiving) return false;
  }
}

/** Somebody else was faster. */
function ignoreMissing(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}

/** Where sockets of the directory are reached: by its own path, or a short one where that is too long. */
async function openPlace(
  directory: string,
): Promise<AsyncDisposable & { readonly pathOf: (name: string) => string }> {
  // Says of a path that is no directory that it is none.
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  const isLong = Buffer.byteLength(join(directory, `${LOCK}.${randomUUID()}`)) > MAX_SOCKET_PATH_BYTES;
  return {
    pathOf: (name) => (isLong ? `/proc/self/fd/${handle.fd}/${name}` : join(directory, name)),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => resolve(server));
    server.unref();
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
