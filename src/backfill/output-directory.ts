import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toErrorWords } from '../error-words.ts';
import { readBoundedFile } from '../bounded-file.ts';
import { readFileIfPresent, writeFileAtomically } from '../state/atomic-file.ts';
import { makePrivateFolder } from '../state/folder.ts';
import { LOCK, LOCK_ATTEMPT, lockDirectory } from './directory-lock.ts';

const MANIFEST = 'backfill.json';
const ANSWERS = 'answers';
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.om$/;
const UNFINISHED = /^(?:backfill\.json|\d{4}-\d{2}-\d{2}\.om)(?:\.[\da-f-]{36})?\.tmp$/;

/** Settings that change what an answer says: a site's answers got under others cannot be mixed with these. */
const SETTINGS_SCHEMA = z.object({ dataDelayDays: z.number(), maxLabelValues: z.number() });

export type AnswerSettings = Readonly<z.output<typeof SETTINGS_SCHEMA>>;

const MANIFEST_SCHEMA = z.object({
  version: z.literal(1),
  /** By site. */
  settings: z.record(z.string(), SETTINGS_SCHEMA),
  /** Digest of what each written day file holds. */
  files: z.record(z.string(), z.string()),
  /** Digest of the day file that was last made into blocks, by TSDB directory and day. */
  blocks: z.record(z.string(), z.string()),
});

type Manifest = z.output<typeof MANIFEST_SCHEMA>;

/** The directory of a backfill: kept answers, finished day files, and what they were made of. */
export type OutputDirectory = Awaited<ReturnType<typeof openOutputDirectory>>;

/** Thrown with a line for the user when a directory cannot serve. */
export class OutputDirectoryError extends Error {
  override readonly name = 'OutputDirectoryError';
}

/**
 * Makes or reopens it, and takes away what a killed run left unfinished. `settings` are by site.
 *
 * @throws OutputDirectoryError
 */
export async function openOutputDirectory(path: string, settings: ReadonlyMap<string, AnswerSettings>) {
  try {
    await makePrivateFolder(path);
    const release = await lockDirectory(path);
    if (release === undefined)
      throw new OutputDirectoryError(
        `--output-dir ${path} is in use by another backfill; wait for its end, or give another directory`,
      );
    try {
      return { ...(await openLocked(path, settings)), release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    if (error instanceof OutputDirectoryError) throw error;
    throw new OutputDirectoryError(`--output-dir ${path} cannot be used: ${toErrorWords(error)}`);
  }
}

async function openLocked(path: string, settings: ReadonlyMap<string, AnswerSettings>) {
  const answersPath = join(path, ANSWERS);
  const dayPath = (day: string): string => join(path, `${day}.om`);
  const manifest = await prepare(path, settings);
  const save = (): Promise<void> =>
    writeFileAtomically(join(path, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  // Before anything else is in it: a directory without this file is not ours.
  await save();
  await makePrivateFolder(answersPath);

  return {
    answersPath,
    dayPath,
    isWritten: (day: string, digest: string) => manifest.files[day] === digest,
    recordWritten(day: string, digest: string): Promise<void> {
      manifest.files[day] = digest;
      return save();
    },
    /** Whether blocks were made of such a file of the day. */
    hasBlocks: (tsdb: string, day: string, digest: string) => manifest.blocks[`${tsdb} ${day}`] === digest,
    /** Blocks were made of the day's file, which is deleted: it is some hundred times larger than they are. */
    async recordBlocks(tsdb: string, day: string): Promise<void> {
      const digest = manifest.files[day];
      if (digest === undefined) return;
      manifest.blocks[`${tsdb} ${day}`] = digest;
      delete manifest.files[day];
      await save();
      await rm(dayPath(day), { force: true });
    },
  };
}

/** Left by a run that was killed, or a socket of one that starts and will find the directory in use. */
function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name) || LOCK_ATTEMPT.test(name);
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
  const manifest = readManifest(path, text);
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

function readManifest(path: string, text: string | undefined): Manifest {
  if (text === undefined) return { version: 1, settings: {}, files: {}, blocks: {} };
  try {
    return MANIFEST_SCHEMA.parse(JSON.parse(text));
  } catch {
    throw new OutputDirectoryError(
      `--output-dir ${path}: its ${MANIFEST} is not readable; give another directory`,
    );
  }
}
