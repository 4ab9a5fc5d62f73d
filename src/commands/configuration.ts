import { createHash } from 'node:crypto';
import type { CommandLine } from '../config/command-line.ts';
import { resolveConfig, type ConfigFlags, type ResolvedConfig } from '../config/config.ts';
import { withFiles } from '../config/files-ahead.ts';
import { FLAGS } from '../config/flags.ts';
import type { ConfigSource } from '../exporter/reload.ts';
import { readWebConfig } from '../http/web-config/web-config.ts';
import type { Runtime } from '../runtime.ts';
import { UsageError } from '../usage-error.ts';

type Surroundings = Pick<Runtime, 'env' | 'files'>;

/** A configuration, or every reason why there is none. */
export interface ConfigReading {
  readonly resolved: ResolvedConfig | undefined;
  readonly problems: string[];
  /** What tells the files that it is made of from any others of these paths: their secrets are not kept for it. */
  readonly digests: ReadonlyMap<string, string>;
}

/** What the command line says of the configuration; `file` is a path. */
interface Flags extends Omit<ConfigFlags, 'file'> {
  readonly file?: string | undefined;
}

export async function readConfig(
  { env, files }: Surroundings,
  { file: path, ...others }: Flags = {},
): Promise<ConfigReading> {
  const file =
    path === undefined ? undefined : { path, read: (await import('../config/file.ts')).readConfigFile };
  return withFiles(files, (given, texts) => {
    const problems: string[] = [];
    const resolved = resolveConfig({ env, ...given }, problems, { ...others, file });
    return {
      resolved,
      problems,
      digests: new Map(Array.from(texts, ([path, text]) => [path, digest(text)])),
    };
  });
}

/** Throws a UsageError with everything that is wrong. */
export async function loadConfig(from: Surroundings, flags: Flags = {}): Promise<ResolvedConfig> {
  const { resolved, problems } = await readConfig(from, flags);
  if (resolved === undefined) throw new UsageError(problems);
  return resolved;
}

/** Reads the configuration anew, and tells a change from what was read: whatever was written during a load is one. */
export function createConfigSource(first: ConfigReading, from: Surroundings, flags: Flags): ConfigSource {
  let { digests } = first;
  return {
    async load() {
      const reading = await readConfig(from, flags);
      digests = reading.digests;
      return reading;
    },
    async hasChanged() {
      const looks = Array.from(
        digests,
        async ([path, known]) => known !== digest(await from.files.read(path).catch(String)),
      );
      return (await Promise.all(looks)).includes(true);
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
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
