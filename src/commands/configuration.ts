import type { CommandLine } from '../config/command-line.ts';
import { resolveConfig, type ConfigFlags, type ResolvedConfig } from '../config/config.ts';
import type { ConfigInput } from '../config/environment.ts';
import { FLAGS } from '../config/flags.ts';
import { readWebConfig } from '../http/web-config/web-config.ts';
import { UsageError } from '../usage-error.ts';

/** Throws a UsageError with everything that is wrong. */
export function loadConfig(input: ConfigInput, flags: ConfigFlags = {}): ResolvedConfig {
  const problems: string[] = [];
  const resolved = resolveConfig(input, problems, flags);
  if (resolved === undefined) throw new UsageError(problems);
  return resolved;
}

/** What is wrong with the configuration that a command would read, its web configuration file included. */
export async function findConfigProblems(
  { command, values }: CommandLine,
  input: ConfigInput,
): Promise<string[]> {
  const problems: string[] = [];
  const { shard, 'config.file': file, 'web.config.file': webFile } = values;
  // The simulator takes sites of a file, and needs no configuration without one.
  const isNeeded = command !== 'simulate' || file !== undefined;
  if (isNeeded && FLAGS['config.file'].commands.includes(command))
    resolveConfig(input, problems, { shard, file, purpose: command === 'login' ? 'login' : 'ask' });
  if (webFile !== undefined) problems.push(...(await readWebConfig(webFile)).problems);
  return problems;
}
