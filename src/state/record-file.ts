import { dirname, join } from 'node:path';
import type * as z from 'zod';
import { toErrorWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import type { Logger } from '../log.ts';
import { isRecord, parseJson } from '../json.ts';
import { readFileIfPresent, setAside, writeFileAtomically } from './atomic-file.ts';
import { makePrivateFolder } from './folder.ts';

/** One JSON file of the state directory, whose form has a version. */
export interface RecordFile<T> {
  /**
   * Undefined when there is none, or none that can be used: that is logged, and the file is set aside. One of a newer
   * version is left alone: it is the newer exporter's, who may come back.
   */
  read(): Promise<T | undefined>;
  /** Does nothing when what was read is of a newer version. Rejects when it cannot be written. */
  write(value: T): Promise<void>;
}

/** A file of the state directory, and how it is reached. */
export interface StateFileOptions {
  /** The state directory. */
  readonly directory: string;
  readonly files: FileAccess;
  readonly log: Logger;
}

export interface RecordFileOptions<T> extends StateFileOptions {
  /** Below the directory. */
  readonly name: string;
  /** Goes up by one with every change that an older exporter could not read. */
  readonly version: number;
  readonly schema: z.ZodType<T>;
  /** What reads the content of older versions. Default: none is read. */
  readonly older?: Readonly<Record<number, z.ZodType<T>>>;
}

export function createRecordFile<T>({
  directory,
  name,
  version,
  schema,
  older = {},
  files,
  log,
}: RecordFileOptions<T>): RecordFile<T> {
  const path = join(directory, name);
  let isNewer = false;

  async function refuse(reason: string): Promise<undefined> {
    const keptAs = await files.work(path, () => setAside(path)).catch(() => undefined);
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
        text = await readFileIfPresent(path, (name, maxBytes) => files.read(name, maxBytes));
      } catch (error) {
        log.warn('a state file cannot be read; going on without it', {
          file: path,
          error: toErrorWords(error),
        });
        return undefined;
      }
      if (text === undefined) return undefined;
      const document = parseJson(text);
      const { version: found, value } = isRecord(document) ? document : {};
      if (!isVersion(found) || value === undefined) return refuse('it is torn or not ours');
      isNewer = found > version;
      if (isNewer) {
        log.warn(
          'a state file is of a newer version and is left alone; what it is about is kept in memory only',
          {
            file: path,
            version: found,
            known_version: version,
          },
        );
        return undefined;
      }
      const reader = found === version ? schema : older[found];
      if (reader === undefined) return refuse(`it is of version ${found}, which this exporter does not read`);
      const inner = reader.safeParse(value);
      return inner.success ? inner.data : refuse('its content is not what this exporter writes');
    },
    async write(value) {
      if (isNewer) return;
      const text = JSON.stringify({ version, value });
      await files.work(path, async () => {
        await makePrivateFolder(dirname(path));
        await writeFileAtomically(path, text);
      });
    },
  };
}

/** JSON has numbers that are too large to be any. */
function isVersion(value: unknown): value is number {
  return Number.isFinite(value);
}
