import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorWords } from '../error-words.ts';
import { parseRecording, type Recording } from '../recording.ts';
import { UsageError } from '../usage-error.ts';

/** Reads what `check --record` wrote. Throws a UsageError with every file that is no recording. */
export async function readRecordings(directory: string): Promise<readonly Recording[]> {
  const problems: string[] = [];
  const recordings: Recording[] = [];
  for (const name of await listFiles(directory)) {
    const path = join(directory, name);
    const recording = parseRecording(await readFile(path, 'utf8'));
    if (recording === undefined) problems.push(`--replay: ${path} is no recording of this version`);
    else recordings.push(recording);
  }
  const isAboutSite = recordings.some(({ query }) => Object.hasOwn(query, 'siteUrl'));
  if (problems.length === 0 && !isAboutSite)
    problems.push(`--replay: ${directory} holds no answer about a site; \`check --record\` writes them`);
  if (problems.length > 0) throw new UsageError(problems);
  return recordings;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    throw new UsageError([`--replay: ${toErrorWords(error)}`]);
  }
}
