import { toErrorWords } from '../error-words.ts';
import type { RecordFile, StateFileOptions } from './record-file.ts';
import { createTargetFile, fileId, type FileKey, type KeptTarget } from './target-file.ts';

/** Keeps figures and schedule on disk, by site or account, so that a restart neither loses them nor asks Webex again. */
export interface SnapshotKeeper {
  load(key: FileKey): Promise<readonly KeptTarget[] | undefined>;
  /** Something of it has changed: its file is written soon, one file at a time, the newest state only. */
  touch(key: FileKey): void;
  /** Resolves when everything that can be written is. Never rejects: a disk's fault is logged. */
  flush(): Promise<void>;
}

/** `read` gives the newest state of what one file is about, when that is written. */
export function createSnapshotKeeper(
  options: StateFileOptions,
  read: (key: FileKey) => readonly KeptTarget[],
): SnapshotKeeper {
  const { directory, log } = options;
  const changed = new Map<string, FileKey>();
  /** What could not be written: tried again when something else can, and at the end. */
  const unsaved = new Map<string, FileKey>();
  const files = new Map<string, RecordFile<readonly KeptTarget[]>>();
  let writing: Promise<void> | undefined;

  /** The same for reading and writing: a newer exporter's file that was found is not overwritten. */
  function fileOf(key: FileKey): RecordFile<readonly KeptTarget[]> {
    const id = fileId(key);
    const file = files.get(id) ?? createTargetFile(key, options);
    files.set(id, file);
    return file;
  }

  async function write(id: string, key: FileKey): Promise<void> {
    changed.delete(id);
    try {
      await fileOf(key).write(read(key));
      if (unsaved.delete(id) && unsaved.size === 0)
        log.info('the state directory can be written again', { directory });
      retryUnsaved();
    } catch (error) {
      if (unsaved.size === 0) {
        log.error('state cannot be saved; figures are kept in memory only, a restart will ask Webex again', {
          directory,
          account: key.account,
          site: key.site,
          error: toErrorWords(error),
        });
      }
      unsaved.set(id, key);
    }
  }

  function retryUnsaved(): void {
    for (const [id, key] of unsaved) changed.set(id, key);
  }

  async function writeChanged(): Promise<void> {
    for (const [id, key] of changed) await write(id, key);
  }

  return {
    load: (key) => fileOf(key).read(),
    touch(key) {
      changed.set(fileId(key), key);
      writing ??= writeChanged().finally(() => {
        writing = undefined;
      });
    },
    async flush() {
      await writing;
      retryUnsaved();
      await writeChanged();
    },
  };
}
