import { setTimeout as waitForTimer } from 'node:timers/promises';

/** Time as the program sees it. Passed in everywhere, so that tests and the simulator can run on their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The longest delay a Node timer keeps; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Rejects when the signal aborts. */
type Wait = (ms: number, options: { readonly signal?: AbortSignal }) => Promise<void>;

/** `wait` is a timer, which need not keep more than a Node timer does. Default: Node's. */
export function createClock(
  now: () => number,
  wait: Wait = (ms, options) => waitForTimer(ms, undefined, options),
): Clock {
  return {
    now,
    async sleep(ms, signal) {
      for (let left = ms; left > 0; left -= MAX_TIMER_MS) {
        await wait(Math.min(left, MAX_TIMER_MS), signal ? { signal } : {}).catch((error: unknown) => {
          // Node rejects with an AbortError of its own.
          signal?.throwIfAborted();
          throw error;
        });
      }
    },
  };
}
