import type { Clock } from '../clock.ts';
import type { TargetPace } from './target.ts';

/** Keeps requests of one name apart, whoever makes them. */
export interface Pace {
  /** Resolves when a request may leave as far as is known now. Rejects when `signal` aborts. */
  wait(pace: TargetPace, signal: AbortSignal): Promise<void>;
  /** Takes the turn for a request that leaves now; false when another one was faster. */
  take(pace: TargetPace): boolean;
  /** A request of an earlier run. */
  note(pace: TargetPace, instantMs: number): void;
}

export function createPace(clock: Clock): Pace {
  const newest = new Map<string, number>();

  function leftMs({ name, gapMs }: TargetPace): number {
    const sinceMs = clock.now() - (newest.get(name) ?? -Infinity);
    // A request in the future means that the clock was set back.
    return sinceMs < 0 ? gapMs : Math.max(0, gapMs - sinceMs);
  }

  return {
    async wait(pace, signal) {
      const ms = leftMs(pace);
      if (ms > 0) await clock.sleep(ms, signal);
    },
    take(pace) {
      const sinceMs = clock.now() - (newest.get(pace.name) ?? -Infinity);
      if (sinceMs >= 0 && sinceMs < pace.gapMs) return false;
      newest.set(pace.name, clock.now());
      return true;
    },
    note({ name }, instantMs) {
      newest.set(name, Math.max(instantMs, newest.get(name) ?? -Infinity));
    },
  };
}
