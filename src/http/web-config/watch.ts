import type { Clock } from '../../clock.ts';
import type { FileAccess } from '../../file-access.ts';
import type { Logger } from '../../log.ts';
import { readWebConfig, type WebConfig, type WebConfigReading } from './web-config.ts';

/** How long a change may stay unnoticed. */
const CHECK_INTERVAL_MS = 5000;

export interface WatchOptions {
  readonly path: string;
  /** What the program began with. */
  readonly first: WebConfigReading;
  readonly clock: Clock;
  readonly files: FileAccess;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onChange: (config: WebConfig) => void;
}

/**
 * Looks again and again whether the file, or one that it names, reads differently, until the signal aborts. Contents
 * are compared and nothing is watched: Kubernetes swaps a link above the files, and network file systems tell nobody.
 */
export async function watchWebConfig(options: WatchOptions): Promise<void> {
  const { path, first, clock, files, log, signal, onChange } = options;
  let inUse = first;
  let previous = first;
  let reported = first.contents;

  while (!signal.aborted) {
    await clock.sleep(CHECK_INTERVAL_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    const reading = await readWebConfig(path, files);
    const problems = [...reading.problems, ...checkChange(inUse.config, reading.config)];
    if (reading.contents === inUse.contents) {
      reported = reading.contents;
    } else if (problems.length === 0 && reading.config) {
      inUse = reading;
      reported = reading.contents;
      onChange(reading.config);
      log.info('the web configuration has changed', { file: path });
    } else if (reading.contents === previous.contents && reading.contents !== reported) {
      // Bad in two looks: not just caught between the new certificate and its new key.
      reported = reading.contents;
      log.error('the new web configuration is bad, the old one stays', {
        file: path,
        error: problems.join('; '),
      });
    }
    previous = reading;
  }
}

/** A port cannot serve both, and a server must not lose its TLS unnoticed. */
function checkChange(before: WebConfig | undefined, after: WebConfig | undefined): string[] {
  if (after === undefined || (before?.tls === undefined) === (after.tls === undefined)) return [];
  return ['TLS can only be turned on or off by a restart'];
}
