import type { Config, ResolvedConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import type { Polling } from './polling.ts';

const CHANGE_CHECK_MS = 5000;

/** Where the configuration comes from, and what it is made of. */
export interface ConfigSource {
  /** Reads it anew, or gives undefined with every reason in `problems`. */
  readonly load: (problems: string[]) => ResolvedConfig | undefined;
  /** The texts of all files that the newest load read; a change of one is a change of the configuration. */
  readonly contents: () => string;
}

export interface ReloadOptions {
  readonly source: ConfigSource;
  readonly polling: Polling;
  readonly log: Logger;
}

/** Takes over the configuration as it is now. Resolves with why not, when it is bad: then the present one stays. */
export type Reload = () => Promise<string | undefined>;

export function createReload({ source, polling, log }: ReloadOptions): Reload {
  let queue: Promise<unknown> = Promise.resolve();

  async function takeOver({ config, warnings }: ResolvedConfig): Promise<void> {
    for (const warning of warnings) log.warn(warning);
    warnOfFixed(polling.config(), config, log);
    await polling.apply(config);
    polling.recordReload(true);
    const sites = config.accounts.reduce((sum, account) => sum + account.sites.length, 0);
    log.info('configuration reloaded', { sites });
  }

  async function reload(): Promise<string | undefined> {
    const problems: string[] = [];
    try {
      const resolved = source.load(problems);
      if (resolved) {
        await takeOver(resolved);
        return undefined;
      }
    } catch (error) {
      problems.push(String(error));
    }
    polling.recordReload(false);
    for (const problem of problems)
      log.error('the new configuration is bad; the present one stays', { problem });
    return problems.join('\n');
  }

  return () => {
    const result = queue.then(reload);
    queue = result;
    return result;
  };
}

/** Reloads when a file of the configuration has another content, until `stop` aborts. */
export async function followChanges(
  source: ConfigSource,
  reload: Reload,
  { clock, stop }: Runtime,
): Promise<void> {
  let known = source.contents();
  while (!stop.aborted) {
    await clock.sleep(CHANGE_CHECK_MS, stop).catch(() => undefined);
    const present = source.contents();
    if (present === known) continue;
    known = present;
    await reload();
  }
}

/** What was set up at the start and is not taken over. */
function warnOfFixed(before: Config, after: Config, log: Logger): void {
  const warn = (setting: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b))
      log.warn('a setting changed that needs a restart', { setting });
  };
  warn('state_dir', before.stateDir, after.stateDir);
  warn('OTEL_*', before.openTelemetry, after.openTelemetry);
}
