import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toErrorCode } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';

/** A new file or none: what lies there under that name, or a link that somebody put there, is never written to. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const OWNER_ONLY = 0o600;

/** Three windows of a site with ten thousand values of each label have some megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Nobody writes one file for so long: who began it is dead. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Replaces a file whole or not at all, whatever byte the process dies at: what `write` puts into it is on the disk before
 * the name points to it, and the name is on the disk before this resolves. Only its owner can read it.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(unfinished, NEW_FILE, OWNER_ONLY);
    try {
      // The process's umask may have taken more away.
      await file.chmod(OWNER_ONLY);
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    // A full disk must not be kept full by the half that did fit.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

export function writeFileAtomically(path: string, text: string): Promise<void> {
  return replaceFile(path, (file) => file.writeFile(text));
}

/** As `replaceFile` names them, and as exporters before 0.2.0 did. */
const UNFINISHED = /\.json(?:\.[\da-f-]{36})?\.tmp$/;

/** Takes away what writers of this user left unfinished that died more than an hour ago. */
export async function removeUnfinished(directory: string, nowMs: number): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((entry) => UNFINISHED.test(entry))) {
    const path = join(directory, name);
    const stats = await lstat(path).catch(() => undefined);
    const isOurs = stats?.isFile() === true && stats.uid === process.getuid?.();
    if (isOurs && nowMs - stats.mtimeMs > ABANDONED_AFTER_MS)
      await rm(path, { force: true }).catch(() => undefined);
  }
}

/** The file's text, or undefined when there is none. Rejects when it is no file, too large, or cannot be read. */
export async function readFileIfPresent(path: string, read: FileAccess['read']): Promise<string | undefined> {
  try {
    return await read(path, MAX_BYTES);
  } catch (error) {
    // Of a folder that is none its opener tells once, not each of its files.
    if (['ENOENT', 'ENOTDIR'].includes(toErrorCode(error))) return undefined;
    throw error;
  }
}

/** Puts a file that cannot be used out of the way, where a person can still look at it. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.unusable`;
  await rename(path, aside);
  return aside;
}

/** Makes names that were changed in a folder outlive a failing machine. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    // Some file systems (CIFS, FUSE) have no such thing for directories.
    if (!['EINVAL', 'ENOTSUP'].includes(toErrorCode(error))) throw error;
  } finally {
    await directory.close();
  }
}
