import type { CommandLine } from '../config/command-line.ts';
import { resolveConfig, type ConfigFlags, type ResolvedConfig } from '../config/config.ts';
import { withFiles } from '../config/files-ahead.ts';
import { FLAGS } from '../config/flags.ts';
import type { ConfigSource } from '../exporter/reload.ts';
import { readWebConfig } from '../http/web-config/web-config.ts';
import type { Runtime } from '../runtime.ts';
import { UsageError } from '../usage-error.ts';

type Surroundings = Pick<Runtime, 'env' | 'files'>;

/** A configuration, or every reason why there is none, and what the files say that it is made of. */
export interface ConfigReading {
  readonly resolved: ResolvedConfig | undefined;
  readonly problems: string[];
  /** By path; of one that cannot be read, why. */
  readonly texts: ReadonlyMap<string, string>;
}

export function readConfig({ env, files }: Surroundings, flags: ConfigFlags = {}): Promise<ConfigReading> {
  return withFiles(files, (given, texts) => {
    const problems: string[] = [];
    return { resolved: resolveConfig({ env, ...given }, problems, flags), problems, texts };
  });
}

/** Throws a UsageError with everything that is wrong. */
export async function loadConfig(from: Surroundings, flags: ConfigFlags = {}): Promise<ResolvedConfig> {
  const { resolved, problems } = await readConfig(from, flags);
  if (resolved === undefined) throw new UsageError(problems);
  return resolved;
}

/** Reads the configuration anew, and tells a change from what was read: whatever was written during a load is one. */
export function createConfigSource(
  first: ConfigReading,
  from: Surroundings,
  flags: ConfigFlags,
): ConfigSource {
  let { texts } = first;
  return {
    async load() {
      const reading = await readConfig(from, flags);
      texts = reading.texts;
      return reading;
    },
    async hasChanged() {
      const looks = Array.from(
        texts,
        async ([path, text]) => text !== (await from.files.read(path).catch(String)),
      );
      return (await Promise.all(looks)).includes(true);
    },
  };
}

/** What is wrong with the configuration that a command would read, its web configuration file included. */
export async function findConfigProblems(
  { command, values }: CommandLine,
  from: Surroundings,
): Promise<string[]> {
  const { shard, 'config.file': file, 'web.config.file': webFile } = values;
  // The simulator takes sites of a file, and needs no configuration without one.
  const isNeeded = command !== 'simulate' || file !== undefined;
  const isRead = isNeeded && FLAGS['config.file'].commands.includes(command);
  const flags = { shard, file, purpose: command === 'login' ? 'login' : 'ask' } as const;
  return [
    ...(isRead ? (await readConfig(from, flags)).problems : []),
    ...(webFile === undefined ? [] : (await readWebConfig(webFile, from.files)).problems),
  ];
}
