import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorWords } from '../error-words.ts';
import { removeUnfinished } from './atomic-file.ts';
import { makePrivateFolder } from './folder.ts';
import type { StateFileOptions } from './record-file.ts';

const OWNER_ONLY = 0o700;

/** Below the state directory. */
const FOLDERS = ['.', 'sites', 'accounts', 'tokens', 'departures'];

/**
 * Makes the state directory, for its owner only, and takes away what earlier runs left unfinished. A fault is logged and
 * does not stop the exporter: it runs from memory.
 */
export async function prepareStateDirectory(
  { directory, files, log }: StateFileOptions,
  nowMs: number,
): Promise<void> {
  const warn = (error: unknown): void =>
    log.warn('the state directory cannot be made private to this user; its files are', {
      directory,
      error: toErrorWords(error),
    });
  try {
    await files.work(directory, async () => {
      await makePrivateFolder(directory);
      const stats = await stat(directory);
      if (!stats.isDirectory()) throw new Error(`${directory} is no folder`);
      if ((stats.mode & 0o077) !== 0) await chmod(directory, OWNER_ONLY).catch(warn);
      for (const folder of FOLDERS) await removeUnfinished(join(directory, folder), nowMs);
    });
  } catch (error) {
    log.error(
      'the state directory cannot be used: a restart loses figures and renewed tokens; give WEBEX_STATE_DIR a folder that this user can write',
      { directory, error: toErrorWords(error) },
    );
  }
}
