import { onAbort } from './on-abort.ts';

/** Time as the program sees it. Passed in everywhere, so that tests and the simulator can run on their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls `onOver` after `ms`, unless what it gives is called before. */
  readonly startTimer: StartTimer;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export type StartTimer = (ms: number, onOver: () => void) => () => void;

/** The longest delay a Node timer keeps; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** `startNodeTimer` need not keep more than a Node timer does. Default: Node's. */
export function createClock(now: () => number, startNodeTimer: StartTimer = startTimeout): Clock {
  function startTimer(ms: number, onOver: () => void): () => void {
    const nextMs = Math.min(ms, MAX_TIMER_MS);
    let stop = startNodeTimer(nextMs, () => {
      if (ms > nextMs) stop = startTimer(ms - nextMs, onOver);
      else onOver();
    });
    return () => stop();
  }

  return {
    now,
    startTimer,
    async sleep(ms, signal) {
      if (ms <= 0) return;
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const stopTimer = startTimer(ms, () => {
          release?.();
          resolve();
        });
        const release =
          signal &&
          onAbort(signal, () => {
            stopTimer();
            reject(signal.reason as unknown);
          });
      });
    },
  };
}

function startTimeout(ms: number, onOver: () => void): () => void {
  const timer = setTimeout(onOver, ms);
  return () => clearTimeout(timer);
}
