import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './folder.ts';

/**
 * Replaces a file whole or not at all, whatever byte the process dies at: what `write` puts into it is on the disk before
 * the name points to it, and the name is on the disk before this resolves. Only its owner can read it.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = `${path}.tmp`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
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

/** The file's text, or undefined when there is none. */
export async function readFileIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Puts a file that cannot be used out of the way, where a person can still look at it. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.unusable`;
  await rename(path, aside);
  return aside;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
