import type { Logger } from '../log.ts';
import { describe } from './record-file.ts';
import { createSiteFile, type SiteRecord } from './site-file.ts';

export interface SnapshotKeeperOptions {
  readonly directory: string;
  /** The newest state of a site, read when it is written. */
  readonly read: (site: string) => SiteRecord;
  readonly log: Logger;
}

/** Keeps each site's figures and schedule on disk, so that a restart neither loses them nor asks Webex again. */
export interface SnapshotKeeper {
  load(site: string): Promise<SiteRecord | undefined>;
  /** The site has changed: its file is written soon, one file at a time, the newest state only. */
  touch(site: string): void;
  /** Resolves when everything that can be written is. Never rejects: a disk's fault is logged. */
  flush(): Promise<void>;
}

export function createSnapshotKeeper({ directory, read, log }: SnapshotKeeperOptions): SnapshotKeeper {
  const changed = new Set<string>();
  /** Sites whose newest state could not be written: tried again when another one can, and at the end. */
  const unsaved = new Set<string>();
  let writing: Promise<void> | undefined;

  async function write(site: string): Promise<void> {
    changed.delete(site);
    try {
      await createSiteFile(directory, site, log).write(read(site));
      if (unsaved.delete(site) && unsaved.size === 0)
        log.info('the state directory can be written again', { directory });
      retryUnsaved();
    } catch (error) {
      if (unsaved.size === 0) {
        log.error('state cannot be saved; figures are kept in memory only, a restart will ask Webex again', {
          directory,
          site,
          error: describe(error),
        });
      }
      unsaved.add(site);
    }
  }

  function retryUnsaved(): void {
    for (const site of unsaved) changed.add(site);
  }

  async function writeChanged(): Promise<void> {
    for (const site of changed) await write(site);
  }

  return {
    load: (site) => createSiteFile(directory, site, log).read(),
    touch(site) {
      changed.add(site);
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
