import { createClock, type Clock } from '../../src/clock.ts';

/** A clock that goes on only when told to, for one sleeper. */
export interface SteppedClock extends Clock {
  readonly whenAsleep: () => Promise<void>;
  /** Moves on, wakes the sleeper when its time has come, and resolves when it sleeps again. */
  readonly step: (ms: number) => Promise<void>;
}

export function createSteppedClock(): SteppedClock {
  let nowMs = 0;
  let sleeper: { readonly untilMs: number; readonly wake: () => void } | undefined;
  let onAsleep: (() => void) | undefined;

  const whenAsleep = async (): Promise<void> =>
    new Promise((resolve) => {
      if (sleeper) resolve();
      else onAsleep = resolve;
    });
  const clock = createClock(
    () => nowMs,
    (ms, wake) => {
      sleeper = { untilMs: nowMs + ms, wake };
      onAsleep?.();
      onAsleep = undefined;
      return () => undefined;
    },
  );
  return {
    ...clock,
    whenAsleep,
    async step(ms) {
      nowMs += ms;
      if (!sleeper || sleeper.untilMs > nowMs) return;
      const { wake } = sleeper;
      sleeper = undefined;
      wake();
      await whenAsleep();
    },
  };
}
