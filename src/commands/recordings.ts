import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORDING_SCHEMA, type Recording } from '../recording.ts';
import { UsageError } from '../usage-error.ts';

/** Reads what `check --record` wrote. Throws a UsageError with every file that is no recording. */
export async function readRecordings(directory: string): Promise<readonly Recording[]> {
  const problems: string[] = [];
  const recordings: Recording[] = [];
  for (const name of await listFiles(directory)) {
    const read = RECORDING_SCHEMA.safeParse(parse(await readFile(join(directory, name), 'utf8')));
    if (read.success) recordings.push(read.data);
    else problems.push(`--replay: ${join(directory, name)} is no recording of this version`);
  }
  const asksForSite = recordings.some(({ query }) => 'siteUrl' in query);
  if (problems.length === 0 && !asksForSite) problems.push(`--replay: ${directory} holds no answer about a site`);
  if (problems.length > 0) throw new UsageError(problems);
  return recordings;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    throw new UsageError([`--replay: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
