import type { Config, ResolvedConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { createTurns } from '../turns.ts';
import type { Polling } from './polling.ts';

const CHANGE_CHECK_MS = 5000;

/** Where the configuration comes from, and what it is made of. */
export interface ConfigSource {
  /** Reads it anew, or says every reason why there is none. */
  readonly load: () => Promise<{
    readonly resolved: ResolvedConfig | undefined;
    readonly problems: readonly string[];
  }>;
  /** Whether a file that the newest load read has another text by now than was read. */
  readonly hasChanged: () => Promise<boolean>;
}

/** Takes over the configuration as it is now. Resolves with why not, when it is bad: then the present one stays. */
export type Reload = () => Promise<string | undefined>;

export function createReload(
  source: ConfigSource,
  polling: Pick<Polling, 'config' | 'apply' | 'recordReload'>,
  log: Logger,
): Reload {
  const turns = createTurns();

  async function takeOver({ config, warnings }: ResolvedConfig): Promise<void> {
    for (const warning of warnings) log.warn(warning);
    warnOfFixed(polling.config(), config, log);
    await polling.apply(config);
    polling.recordReload(true);
    const sites = config.accounts.reduce((sum, account) => sum + account.sites.length, 0);
    log.info('configuration reloaded', { sites });
  }

  async function reload(): Promise<string | undefined> {
    let problems: readonly string[];
    try {
      const reading = await source.load();
      if (reading.resolved) {
        await takeOver(reading.resolved);
        return undefined;
      }
      problems = reading.problems;
    } catch (error) {
      problems = [String(error)];
    }
    polling.recordReload(false);
    for (const problem of problems)
      log.error('the new configuration is bad; the present one stays', { problem });
    return problems.join('\n');
  }

  return () => turns.run(reload);
}

/** Reloads when a file of the configuration has another content, until `stop` aborts. */
export async function followChanges(
  source: ConfigSource,
  reload: Reload,
  { clock, stop }: Runtime,
): Promise<void> {
  while (!stop.aborted) {
    await clock.sleep(CHANGE_CHECK_MS, stop).catch(() => undefined);
    if (await source.hasChanged()) await reload();
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
