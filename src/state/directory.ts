import { chmod, stat } from 'node:fs/promises';
import { toErrorWords } from '../error-words.ts';
import type { Logger } from '../log.ts';
import { makePrivateFolder } from './folder.ts';

const OWNER_ONLY = 0o700;

/** Makes the state directory, for its owner only. A fault is logged and does not stop the exporter: it runs from memory. */
export async function prepareStateDirectory(path: string, log: Logger): Promise<void> {
  try {
    await makePrivateFolder(path);
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) await chmod(path, OWNER_ONLY);
  } catch (error) {
    log.warn('the state directory cannot be made private to this user; its files are', {
      directory: path,
      error: toErrorWords(error),
    });
  }
}
