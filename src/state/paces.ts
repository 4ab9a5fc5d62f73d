import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { toErrorWords } from '../error-words.ts';
import { createPace, type Departures, type Pace } from '../webex/pace.ts';
import { createRecordFile, type StateFileOptions } from './record-file.ts';

const VERSION = 1;

/**
 * The one pace of each account name, whatever a reload makes of it. When its requests to limited endpoints last left is
 * written before they do, so that no kill makes the next one too early; without `state` this process alone knows it.
 */
export function createPaces(
  clock: Clock,
  signal: AbortSignal,
  state: StateFileOptions | undefined,
): (account: string) => Promise<Pace> {
  const paces = new Map<string, Pace>();

  async function create(account: string): Promise<Pace> {
    if (state === undefined) return createPace({ clock, signal });
    const file = createRecordFile({
      ...state,
      name: `departures/${account}.json`,
      version: VERSION,
      schema: z.record(z.string(), z.number()),
    });
    let isFailing = false;
    const save = async (departures: Departures): Promise<void> => {
      try {
        await file.write(departures);
        isFailing = false;
      } catch (error) {
        if (!isFailing)
          state.log.error('state cannot be saved; after a restart a limited API may be asked too soon', {
            account,
            error: toErrorWords(error),
          });
        isFailing = true;
      }
    };
    return createPace({ clock, signal, departures: (await file.read()) ?? {}, save });
  }

  return async (account) => {
    const pace = paces.get(account) ?? (await create(account));
    paces.set(account, pace);
    return pace;
  };
}
