import type { ConfigFiles } from '../../src/config/environment.ts';
import { createFileAccess, type FileAccess } from '../../src/file-access.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** This machine's, of which none is ever late. */
export const FILES = createFileAccess(createVirtualClock());

/** For a configuration that names none: every file is empty, and so is every folder. */
export const NO_FILES: ConfigFiles = { readFile: () => '', listFolder: () => [] };

/** These and no others, by their paths. */
export function filesOf(texts: Readonly<Record<string, string>>): FileAccess {
  return createFileAccess(createVirtualClock(), (path) => {
    const text = texts[path];
    return text === undefined ? Promise.reject(toMissing(path)) : Promise.resolve(text);
  });
}

/** What the system says of a file that is not there. */
export function toMissing(path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
}
