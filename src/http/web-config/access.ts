import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../clock.ts';
import type { FileAccess } from '../../file-access.ts';
import type { Logger } from '../../log.ts';
import { createGuard } from './guard.ts';
import type { TlsSettings } from './tls-settings.ts';
import { OPEN_WEB_CONFIG, readWebConfig, type WebConfig } from './web-config.ts';

/** How long a change may stay unnoticed. */
const CHECK_INTERVAL_MS = 5000;

export interface WebAccessOptions {
  /** Of the web configuration file. Undefined: the pages are open to all over plain HTTP. */
  readonly path: string | undefined;
  readonly clock: Clock;
  readonly files: FileAccess;
  readonly log: Logger;
  /** Ends `follow`. */
  readonly signal: AbortSignal;
}

/** Who may read the pages, as the web configuration file says now. */
export interface WebAccess {
  readonly guard: MiddlewareHandler;
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Keeps to the file as it changes and tells its TLS settings, until the signal aborts. */
  follow(onTls: (tls: TlsSettings) => void): Promise<void>;
}

/** Gives the problems, a line each, when the file is bad. */
export async function openWebAccess({
  path,
  clock,
  files,
  log,
  signal,
}: WebAccessOptions): Promise<WebAccess | { readonly problems: readonly string[] }> {
  const first = path === undefined ? undefined : await readWebConfig(path, files);
  if (first && !first.config) return { problems: first.problems };
  let config = first?.config ?? OPEN_WEB_CONFIG;

  return {
    guard: createGuard(() => config, clock.now),
    tls: config.tls,
    /**
     * Contents are compared and nothing is watched: Kubernetes swaps a link above the files, and network file systems tell
     * nobody.
     */
    async follow(onTls) {
      if (path === undefined || first === undefined) return;
      let inUse = first.contents;
      let previous = inUse;
      let reported = inUse;
      while (!signal.aborted) {
        await clock.sleep(CHECK_INTERVAL_MS, signal).catch(() => undefined);
        if (signal.aborted) return;
        const { contents, config: next, problems: faults } = await readWebConfig(path, files);
        const problems = [...faults, ...(next ? checkChange(config, next) : [])];
        if (contents === inUse) {
          reported = contents;
        } else if (problems.length === 0 && next) {
          config = next;
          inUse = contents;
          reported = contents;
          if (next.tls) onTls(next.tls);
          log.info('the web configuration has changed', { file: path });
        } else if (contents === previous && contents !== reported) {
          // Bad in two looks: not just caught between the new certificate and its new key.
          reported = contents;
          log.error('the new web configuration is bad, the old one stays', {
            file: path,
            error: problems.join('; '),
          });
        }
        previous = contents;
      }
    },
  };
}

/** A port cannot serve both, and a server must not lose its TLS unnoticed. */
function checkChange(before: WebConfig, after: WebConfig): string[] {
  if ((before.tls === undefined) === (after.tls === undefined)) return [];
  return ['TLS can only be turned on or off by a restart'];
}
