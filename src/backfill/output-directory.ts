import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfPresent, writeFileAtomically } from '../state/atomic-file.ts';
import { makePrivateFolder } from '../state/folder.ts';

const MANIFEST = 'backfill.json';
const ANSWERS = 'answers';
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.om$/;
const UNFINISHED = /\.tmp$/;

/** Settings that change what an answer says: answers got under others cannot be mixed with these. */
export interface AnswerSettings {
  readonly dataDelayDays: number;
  readonly maxLabelValues: number;
}

const manifestSchema = z.object({
  version: z.literal(1),
  settings: z.object({ dataDelayDays: z.number(), maxLabelValues: z.number() }),
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
  /** Whether blocks were made of the day's present file. A day without a file needs none. */
  hasBlocks(tsdb: string, day: string): boolean;
  recordBlocks(tsdb: string, day: string): Promise<void>;
}

/** Thrown with a line for the user when a directory cannot serve. */
export class OutputDirectoryError extends Error {
  override readonly name = 'OutputDirectoryError';
}

/** Makes or reopens it, and takes away what a killed run left unfinished. */
export async function openOutputDirectory(path: string, settings: AnswerSettings): Promise<OutputDirectory> {
  const manifest = await prepare(path, settings).catch((error: unknown) => {
    if (error instanceof OutputDirectoryError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutputDirectoryError(`--output-dir ${path} cannot be used: ${reason}`);
  });
  const save = (): Promise<void> =>
    writeFileAtomically(join(path, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await save();

  return {
    answersPath: join(path, ANSWERS),
    dayPath: (day) => join(path, `${day}.om`),
    isWritten: (day, digest) => manifest.files[day] === digest,
    recordWritten(day, digest) {
      manifest.files[day] = digest;
      return save();
    },
    hasBlocks: (tsdb, day) => manifest.files[day] === manifest.blocks[`${tsdb} ${day}`],
    recordBlocks(tsdb, day) {
      const digest = manifest.files[day];
      if (digest !== undefined) manifest.blocks[`${tsdb} ${day}`] = digest;
      return save();
    },
  };
}

async function prepare(path: string, settings: AnswerSettings): Promise<Manifest> {
  await makePrivateFolder(path);
  const names = await readdir(path);
  const text = await readFileIfPresent(join(path, MANIFEST));
  const foreign = names.find(
    (name) => name !== MANIFEST && name !== ANSWERS && !DAY_FILE.test(name) && !UNFINISHED.test(name),
  );
  if (foreign !== undefined || (text === undefined && names.length > 0)) {
    throw new OutputDirectoryError(
      `--output-dir ${path} holds files that are not of a backfill (${foreign ?? names[0]}); give an empty or a new directory`,
    );
  }
  const manifest = text === undefined ? createManifest(settings) : readManifest(path, text);
  const { dataDelayDays, maxLabelValues } = manifest.settings;
  if (dataDelayDays !== settings.dataDelayDays || maxLabelValues !== settings.maxLabelValues) {
    throw new OutputDirectoryError(
      `--output-dir ${path} was begun with WEBEX_DATA_DELAY=${dataDelayDays}d and WEBEX_MAX_LABEL_VALUES=${maxLabelValues}; ` +
        'use the same settings or another directory',
    );
  }
  for (const name of names) if (UNFINISHED.test(name)) await rm(join(path, name), { force: true });
  for (const day of Object.keys(manifest.files)) if (!names.includes(`${day}.om`)) delete manifest.files[day];
  await makePrivateFolder(join(path, ANSWERS));
  return manifest;
}

function createManifest(settings: AnswerSettings): Manifest {
  return { version: 1, settings: { ...settings }, files: {}, blocks: {} };
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
