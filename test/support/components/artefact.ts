import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Something fetched once from a package mirror and kept in a folder of `.tools`. */
export interface Artefact {
  /** Folder name in `.tools`. */
  readonly name: string;
  /** Puts the files into `folder`, which is empty. Rejects with a message a reader of a test run understands. */
  readonly fill: (folder: string) => Promise<void>;
}

/** `.tools` of this checkout, ignored by git. */
export const toolsFolder = fileURLToPath(new URL('../../../.tools', import.meta.url));

/** Where an artefact lies once it has been obtained. */
export function folderOf(artefact: Artefact): string {
  return join(toolsFolder, artefact.name);
}

/**
 * Fetches an artefact unless it is there already, and gives its folder. Safe when several processes ask at once, and
 * after an interrupted fetch: the folder gets its name only when it is whole. A failed fetch is not tried again until
 * forgetFailures, so that a machine without network fails once per test run and not once per suite.
 */
export async function obtain(artefact: Artefact): Promise<string> {
  const folder = folderOf(artefact);
  if (existsSync(folder)) return folder;
  if (process.platform !== 'linux') throw new Error('needs Linux');
  return withLock(artefact.name, async () => {
    if (existsSync(folder)) return folder;
    const failure = join(toolsFolder, 'failures', artefact.name);
    if (existsSync(failure)) throw new Error(await readFile(failure, 'utf8'));
    const unfinished = join(toolsFolder, 'unfinished', artefact.name);
    try {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true });
      await artefact.fill(unfinished);
      await rename(unfinished, folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(join(toolsFolder, 'failures'), { recursive: true });
      await writeFile(failure, reasonOf(error));
      throw error;
    }
    return folder;
  });
}

/** Lets failed fetches be tried again. */
export async function forgetFailures(): Promise<void> {
  await rm(join(toolsFolder, 'failures'), { recursive: true, force: true });
}

/** What is said of a failure in one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Holds an flock(1) while `work` runs. The kernel gives it back when this process dies, so no lock is ever stale. */
async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = join(toolsFolder, 'locks');
  await mkdir(locks, { recursive: true });
  const holder = spawn('sh', ['-c', 'exec flock "$0" sh -c "echo held; cat"', join(locks, name)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(holder, 'exit').then(() => {
    throw new Error(`flock gave no lock for ${name}`);
  });
  await Promise.race([once(holder.stdout, 'data'), ended]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}
