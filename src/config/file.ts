import { toFileWords } from '../error-words.ts';
import { readYaml } from '../strict-yaml.ts';
import type { ConfigFile } from './accounts.ts';
import type { ReadingContext } from './credentials.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { createFileSchema } from './file-schema.ts';
import { ACCOUNT_NAMES } from './settings.ts';
import { readSettings } from './source.ts';

/** Reads `--config.file`. Of one that cannot be read, the environment's own faults are said all the same. */
export function readConfigFile(
  path: string,
  env: Environment,
  { readFile, problems }: Pick<ReadingContext, 'readFile' | 'problems'>,
): ConfigFile | undefined {
  const before = problems.length;
  try {
    const text = readFile(path);
    const read = readYaml(text, createFileSchema(env, path));
    if ('value' in read) {
      const references = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, name]) => name ?? ''));
      return { path, ...read.value, references };
    }
    problems.push(...read.problems.map((problem) => `${path}: ${problem}`));
  } catch (error) {
    problems.push(`--config.file: ${toFileWords(path, error)}`);
  }
  if (problems.length > before) readSettings(ACCOUNT_NAMES, readEnvironment(env), problems);
  return undefined;
}
