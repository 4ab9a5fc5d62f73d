import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toErrorWords } from '../error-words.ts';
import { readBoundedFile } from '../bounded-file.ts';
import { readFileIfPresent, writeFileAtomically } from '../state/atomic-file.ts';
import { makePrivateFolder } from '../state/folder.ts';
import { LOCK, LOCK_ATTEMPT, lockDirectory, type DirectoryLock } from './directory-lock.ts';

const MANIFEST = 'backfill.json';
const ANSWERS = 'answers';
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.om$/;
const UNFINISHED = /^(?:backfill\.json|\d{4}-\d{2}-\d{2}\.om)(?:\.[\da-f-]{36})?\.tmp$/;

/** Settings that change what an answer says: a site's answers got under others cannot be mixed with these. */
export interface AnswerSettings {
  readonly dataDelayDays: number;
  readonly maxLabelValues: number;
}

const manifestSchema = z.object({
  version: z.literal(1),
  /** By site. */
  settings: z.record(z.string(), z.object({ dataDelayDays: z.number(), maxLabelValues: z.number() })),
  /** Digest of what each written day file holds. */
  files: z.record(z.string(), z.string()),
  /** Digest of the day file that was last made into blocks, by TSDB directory and day. */
  blocks: z.record(z.string(), z.string()),
});

type Manifest = z.output<typeof manifestSchema>;

/** The directory of a backfill: kept answers, finished day files, and what they were made of. */
export interface OutputDirectory {
  readonly answersPath: string;
  dayPath(day: string): string;
  isWritten(day: string, digest: string): boolean;
  recordWritten(day: string, digest: string): Promise<void>;
  /** Whether blocks were made of such a file of the day. */
  hasBlocks(tsdb: string, day: string, digest: string): boolean;
  /** Blocks were made of the day's file, which is deleted: it is some hundred times larger than they are. */
  recordBlocks(tsdb: string, day: string): Promise<void>;
  /** Lets another run use the directory. */
  release(): Promise<void>;
}

/** Thrown with a line for the user when a directory cannot serve. */
export class OutputDirectoryError extends Error {
  override readonly name = 'OutputDirectoryError';
}

/**
 * Makes or reopens it, and takes away what a killed run left unfinished. `settings` are by site.
 *
 * @throws OutputDirectoryError
 */
export async function openOutputDirectory(
  path: string,
  settings: ReadonlyMap<string, AnswerSettings>,
): Promise<OutputDirectory> {
  let manifest: Manifest;
  let lock: DirectoryLock;
  const save = (): Promise<void> =>
    writeFileAtomically(join(path, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  try {
    await makePrivateFolder(path);
    lock = await takeLock(path);
  } catch (error) {
    throw toRefusal(path, error);
  }
  try {
    manifest = await prepare(path, settings);
    // Before anything else is in it: a directory without this file is not ours.
    await save();
    await makePrivateFolder(join(path, ANSWERS));
  } catch (error) {
    await lock.release();
    throw toRefusal(path, error);
  }

  return {
    answersPath: join(path, ANSWERS),
    dayPath: (day) => join(path, `${day}.om`),
    isWritten: (day, digest) => manifest.files[day] === digest,
    recordWritten(day, digest) {
      manifest.files[day] = digest;
      return save();
    },
    hasBlocks: (tsdb, day, digest) => manifest.blocks[`${tsdb} ${day}`] === digest,
    async recordBlocks(tsdb, day) {
      const digest = manifest.files[day];
      if (digest === undefined) return;
      manifest.blocks[`${tsdb} ${day}`] = digest;
      delete manifest.files[day];
      await save();
      await rm(join(path, `${day}.om`), { force: true });
    },
    release: () => lock.release(),
  };
}

/** Left by a run that was killed, or a socket of one that starts and will find the directory in use. */
function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name) || LOCK_ATTEMPT.test(name);
}

async function takeLock(path: string): Promise<DirectoryLock> {
  const lock = await lockDirectory(path);
  if (lock) return lock;
  throw new OutputDirectoryError(
    `--output-dir ${path} is in use by another backfill; wait for its end, or give another directory`,
  );
}

function toRefusal(path: string, error: unknown): OutputDirectoryError {
  return error instanceof OutputDirectoryError
    ? error
    : new OutputDirectoryError(`--output-dir ${path} cannot be used: ${toErrorWords(error)}`);
}

async function prepare(path: string, settings: ReadonlyMap<string, AnswerSettings>): Promise<Manifest> {
  const names = await readdir(path);
  const text = await readFileIfPresent(join(path, MANIFEST), readBoundedFile);
  const isOwn = (name: string): boolean =>
    name === LOCK ||
    isUnfinished(name) ||
    (text !== undefined && (name === MANIFEST || name === ANSWERS || DAY_FILE.test(name)));
  const foreign = names.find((name) => !isOwn(name));
  if (foreign !== undefined) {
    throw new OutputDirectoryError(
      `--output-dir ${path} holds files that are not of a backfill (${foreign}); give an empty or a new directory`,
    );
  }
  const manifest =
    text === undefined
      ? { version: 1 as const, settings: {}, files: {}, blocks: {} }
      : readManifest(path, text);
  for (const [site, wanted] of settings) {
    const had = manifest.settings[site];
    manifest.settings[site] = { ...wanted };
    if (had && (had.dataDelayDays !== wanted.dataDelayDays || had.maxLabelValues !== wanted.maxLabelValues)) {
      throw new OutputDirectoryError(
        `--output-dir ${path} was begun with WEBEX_DATA_DELAY=${had.dataDelayDays}d and ` +
          `WEBEX_MAX_LABEL_VALUES=${had.maxLabelValues} for ${site}; use the same settings or another directory`,
      );
    }
  }
  for (const name of names) if (isUnfinished(name)) await rm(join(path, name), { force: true });
  for (const day of Object.keys(manifest.files)) if (!names.includes(`${day}.om`)) delete manifest.files[day];
  return manifest;
}

function readManifest(path: string, text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    throw new OutputDirectoryError(
      `--output-dir ${path}: its ${MANIFEST} is not readable; give another directory`,
    );
  }
}
