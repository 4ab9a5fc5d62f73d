import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createRecordFile, type StateFileOptions } from './record-file.ts';

/** Often enough to be heard of soon, seldom enough for a slow disk. */
const BEAT_MS = 60_000;

/**
 * Writes this process's mark into the state directory from time to time, until `signal` aborts. Another mark that appears
 * after ours means that two exporters run on one directory, who overwrite each other's figures and end each other's
 * refresh tokens: that is said and not refused, since a process that is gone cannot be told from one in another container.
 */
export async function keepPresence(
  { directory, files, log }: StateFileOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const own = randomUUID();
  const silent: Logger = { ...log, warn: () => undefined };
  const file = createRecordFile({
    directory,
    name: 'exporter.json',
    version: 1,
    schema: z.string(),
    files,
    log: silent,
  });
  let isOther = false;
  let hasBeaten = false;
  while (!signal.aborted) {
    const found = await file.read();
    const wasOther = isOther;
    isOther = hasBeaten && found !== undefined && found !== own;
    if (isOther && !wasOther)
      log.error(
        'another exporter runs on this state directory: each overwrites what the other keeps and ends its refresh tokens; give each a directory of its own',
        { directory },
      );
    // A directory that cannot be written is told of by who keeps figures there.
    hasBeaten = await file.write(own).then(
      () => true,
      () => false,
    );
    await clock.sleep(BEAT_MS, signal).catch(() => undefined);
  }
}
