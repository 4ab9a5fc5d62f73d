import { toErrorWords } from '../error-words.ts';
import type { Logger } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { createDepartureFile } from '../state/departure-file.ts';
import { createPace, type Departures, type Pace } from '../webex/pace.ts';

/** The one pace of each account name, whatever a reload makes of it. Without `stateDir`, what has left is known to this process alone. */
export function createPaces(
  { clock, stateFiles: files, stop: signal }: Pick<Runtime, 'clock' | 'stateFiles' | 'stop'>,
  stateDir: string | undefined,
  log: Logger,
): (accountName: string) => Promise<Pace> {
  const paces = new Map<string, Pace>();

  async function create(accountName: string): Promise<Pace> {
    if (stateDir === undefined) return createPace({ clock, signal });
    const file = createDepartureFile(accountName, { directory: stateDir, files, log });
    let isFailing = false;
    const save = async (departures: Departures): Promise<void> => {
      try {
        await file.write(departures);
        isFailing = false;
      } catch (error) {
        if (!isFailing)
          log.error('state cannot be saved; after a restart a limited API may be asked too soon', {
            account: accountName,
            error: toErrorWords(error),
          });
        isFailing = true;
      }
    };
    return createPace({ clock, signal, departures: (await file.read()) ?? {}, save });
  }

  return async (accountName) => {
    const pace = paces.get(accountName) ?? (await create(accountName));
    paces.set(accountName, pace);
    return pace;
  };
}
