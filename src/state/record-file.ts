import { dirname } from 'node:path';
import { z } from 'zod';
import { toErrorWords } from '../error-words.ts';
import type { Logger } from '../log.ts';
import { makePrivateFolder } from './folder.ts';
import { readFileIfPresent, setAside, writeFileAtomically } from './atomic-file.ts';

/** One JSON file of the state directory, whose form has a version. */
export interface RecordFile<T> {
  /** Undefined when there is none, or none that can be used: that is logged, and the file is set aside. */
  read(): Promise<T | undefined>;
  /** Rejects when it cannot be written. */
  write(value: T): Promise<void>;
}

export interface RecordFileOptions<T> {
  readonly path: string;
  /** Goes up by one with every change that an older exporter could not read. */
  readonly version: number;
  readonly schema: z.ZodType<T>;
  /** What reads the content of older versions. Default: none is read. */
  readonly older?: Readonly<Record<number, z.ZodType<T>>>;
  readonly log: Logger;
}

const envelope = z.object({ version: z.number(), value: z.unknown() });

export function createRecordFile<T>({
  path,
  version,
  schema,
  older = {},
  log,
}: RecordFileOptions<T>): RecordFile<T> {
  async function refuse(reason: string): Promise<undefined> {
    const keptAs = await setAside(path).catch(() => undefined);
    log.warn('a state file cannot be used and is set aside; going on without it', {
      file: path,
      kept_as: keptAs,
      reason,
    });
    return undefined;
  }

  return {
    async read() {
      let text: string | undefined;
      try {
        text = await readFileIfPresent(path);
      } catch (error) {
        log.warn('a state file cannot be read; going on without it', {
          file: path,
          error: toErrorWords(error),
        });
        return undefined;
      }
      if (text === undefined) return undefined;
      const outer = envelope.safeParse(parse(text));
      if (!outer.success) return refuse('it is torn or not ours');
      const reader = outer.data.version === version ? schema : older[outer.data.version];
      if (reader === undefined) {
        return refuse(`it is of version ${outer.data.version} and this exporter reads version ${version}`);
      }
      const inner = reader.safeParse(outer.data.value);
      return inner.success ? inner.data : refuse('its content is not what this exporter writes');
    },
    async write(value) {
      await makePrivateFolder(dirname(path));
      await writeFileAtomically(path, JSON.stringify({ version, value }));
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
