import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toErrorCode } from '../error-words.ts';

/**
 * Makes a folder that only its owner can enter, and the ones above it. Node's own `recursive: true` never ends, at full
 * load, where the system answers ENOENT to every attempt (below /proc, for one).
 */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if (toErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makePrivateFolder(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (toErrorCode(error) !== 'EEXIST') throw error;
  }
}
