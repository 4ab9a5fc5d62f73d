import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorWords } from '../error-words.ts';
import { removeUnfinished } from './atomic-file.ts';
import { makePrivateFolder } from './folder.ts';
import type { StateFileOptions } from './record-file.ts';

const OWNER_ONLY = 0o700;

/** Below the state directory. */
const FOLDERS = ['.', 'sites', 'accounts', 'tokens'];

/**
 * Makes the state directory, for its owner only, and takes away what earlier runs left unfinished. A fault is logged and
 * does not stop the exporter: it runs from memory.
 */
export async function prepareStateDirectory(
  { directory: path, files, log }: StateFileOptions,
  nowMs: number,
): Promise<void> {
  try {
    await files.work(path, () => prepare(path, nowMs));
  } catch (error) {
    log.warn('the state directory cannot be made private to this user; its files are', {
      directory: path,
      error: toErrorWords(error),
    });
  }
}

async function prepare(path: string, nowMs: number): Promise<void> {
  await makePrivateFolder(path);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, OWNER_ONLY);
  for (const folder of FOLDERS) await removeUnfinished(join(path, folder), nowMs);
}
