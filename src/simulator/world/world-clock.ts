/** The simulator's time. */
export interface WorldClock {
  /** Whether `set` is allowed. */
  readonly isSettable: boolean;
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Moves the clock, which goes on ticking from there. Throws when the clock is not settable. */
  set(nowMs: number): void;
}

/** A clock that follows `now` (ms since the epoch), at a distance once it was set. */
export function createWorldClock(now: () => number, isSettable: boolean): WorldClock {
  let aheadMs = 0;
  return {
    isSettable,
    nowMs: () => now() + aheadMs,
    set(nowMs) {
      if (!isSettable) throw new Error('the clock of this simulator is not settable');
      aheadMs = nowMs - now();
    },
  };
}
