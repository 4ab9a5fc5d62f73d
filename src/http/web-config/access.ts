import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../clock.ts';
import type { FileAccess } from '../../file-access.ts';
import type { Logger } from '../../log.ts';
import { createGuard } from './guard.ts';
import type { TlsSettings } from './tls-settings.ts';
import { OPEN_WEB_CONFIG, readWebConfig } from './web-config.ts';
import { watchWebConfig } from './watch.ts';

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
export async function openWebAccess(
  options: WebAccessOptions,
): Promise<WebAccess | { readonly problems: readonly string[] }> {
  const { path, clock, files } = options;
  const first = path === undefined ? undefined : await readWebConfig(path, files);
  if (first && !first.config) return { problems: first.problems };

  let config = first?.config ?? OPEN_WEB_CONFIG;
  return {
    guard: createGuard({ config: () => config, now: clock.now }),
    tls: config.tls,
    async follow(onTls) {
      if (path === undefined || first === undefined) return;
      await watchWebConfig({
        ...options,
        path,
        first,
        onChange(next) {
          config = next;
          if (next.tls) onTls(next.tls);
        },
      });
    },
  };
}
