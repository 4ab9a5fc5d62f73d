import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorCode, toErrorWords, toFileWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import { nameRecording, toRecording, type AnsweredRequest } from '../check/recording.ts';
import { parseRecording, type Recording } from '../recording.ts';
import { createStandIns } from '../stand-ins.ts';
import { UsageError } from '../usage-error.ts';

/** Where a folder of recordings keeps the salt of its stand-ins (mode 0600). It is not for others. */
export const SALT_FILE = '.salt';

/** Reads what `check --record` wrote. Throws a UsageError with every file that is no recording. */
export async function readRecordings(
  directory: string,
  files: Pick<FileAccess, 'read' | 'list'>,
): Promise<readonly Recording[]> {
  const problems: string[] = [];
  const recordings: Recording[] = [];
  for (const name of await listFiles(directory, files)) {
    const path = join(directory, name);
    try {
      const recording = parseRecording(await files.read(path));
      if (recording === undefined) problems.push(`--replay: ${path} is no recording of this version`);
      else recordings.push(recording);
    } catch (error) {
      problems.push(`--replay: ${toFileWords(path, error)}`);
    }
  }
  const isAboutSite = recordings.some(({ query }) => Object.hasOwn(query, 'siteUrl'));
  if (problems.length === 0 && !isAboutSite)
    problems.push(`--replay: ${directory} holds no answer about a site; \`check --record\` writes them`);
  if (problems.length > 0) throw new UsageError(problems);
  return recordings;
}

async function listFiles(directory: string, files: Pick<FileAccess, 'list'>): Promise<readonly string[]> {
  try {
    return (await files.list(directory)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    const isNoFolder = ['ENOENT', 'ENOTDIR'].includes(toErrorCode(error));
    throw new UsageError([
      `--replay: ${isNoFolder ? `there is no folder ${directory}` : toFileWords(directory, error)}`,
    ]);
  }
}

/** Keeps exchanges with Webex in a folder, with stand-ins for whatever tells who somebody is. */
export interface Recorder {
  readonly add: (exchange: AnsweredRequest) => void;
  /** Writes what was added and tells how many files that are; `sites` are all that an answer may speak of. */
  readonly write: (sites: readonly string[]) => Promise<number>;
}

/** Throws a UsageError when nothing can be kept there: before Webex was asked for nothing. */
export async function createRecorder(directory: string): Promise<Recorder> {
  const exchanges: AnsweredRequest[] = [];
  try {
    await mkdir(directory, { recursive: true });
    const salt = await readSalt(join(directory, SALT_FILE));
    return {
      add: (exchange) => exchanges.push(exchange),
      async write(sites) {
        const standIns = createStandIns(salt, sites);
        const recordings = exchanges.flatMap((exchange) => toRecording(exchange, standIns) ?? []);
        const files = new Map(recordings.map((recording) => [nameRecording(recording), recording]));
        for (const [name, recording] of files)
          await writeFile(join(directory, name), `${JSON.stringify(recording, undefined, 2)}\n`);
        return files.size;
      },
    };
  } catch (error) {
    throw new UsageError([`--record: ${toErrorWords(error)}`]);
  }
}

/** The folder's salt, so that a later run has the same stand-ins. Who has it can try out names: its owner alone may read it. */
async function readSalt(path: string): Promise<string> {
  const salt = randomBytes(32).toString('hex');
  try {
    await writeFile(path, salt, { flag: 'wx', mode: 0o600 });
    return salt;
  } catch {
    return readFile(path, 'utf8');
  }
}
