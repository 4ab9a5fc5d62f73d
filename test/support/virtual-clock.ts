import { setImmediate as nextTurn } from 'node:timers/promises';
import { createClock, type Clock } from '../../src/clock.ts';

/** Time that passes only when a test says so. */
export interface VirtualClock extends Clock {
  /** Lets time pass: each sleeper wakes at its moment, after all that was set off before it has settled. */
  advance(ms: number): Promise<void>;
  /** Moves what `now` says, as somebody who sets the machine's clock does; sleepers wake when they would have. */
  shift(ms: number): void;
  /** Sleepers that have not woken. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** Turns of the event loop that in-process work (streams of answers, say) may need to settle. */
const SETTLING_TURNS = 8;

/**
 * Starts at `startMs`, milliseconds since the epoch; by default a Monday afternoon in 2026. `settle` lets everything end
 * that goes on without time passing; by default enough for work within this process.
 */
export function createVirtualClock(
  startMs = Date.UTC(2026, 10, 23, 15),
  settle: () => Promise<void> = waitSomeTurns,
): VirtualClock {
  const sleepers = new Set<Sleeper>();
  let elapsedMs = 0;
  let shiftedMs = 0;

  function nextUntil(untilMs: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.wakeAtMs <= untilMs && (next === undefined || sleeper.wakeAtMs < next.wakeAtMs))
        next = sleeper;
    }
    return next;
  }

  const clock = createClock(
    () => startMs + elapsedMs + shiftedMs,
    (ms, wake) => {
      const sleeper = { wakeAtMs: elapsedMs + ms, wake };
      sleepers.add(sleeper);
      return () => void sleepers.delete(sleeper);
    },
  );
  return {
    ...clock,
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let next = nextUntil(untilMs); next !== undefined; next = nextUntil(untilMs)) {
        elapsedMs = Math.max(elapsedMs, next.wakeAtMs);
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      elapsedMs = untilMs;
    },
    shift(ms) {
      shiftedMs += ms;
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}

async function waitSomeTurns(): Promise<void> {
  for (let turn = 0; turn < SETTLING_TURNS; turn += 1) await nextTurn();
}
