/** The simulator's time. */
export type WorldClock = ReturnType<typeof createWorldClock>;

/** A clock that follows `now` (ms since the epoch), at a distance once it was set. */
export function createWorldClock(now: () => number, isSettable: boolean) {
  let aheadMs = 0;
  return {
    isSettable,
    nowMs: () => now() + aheadMs,
    /** Moves the clock, which goes on ticking from there. Throws when the clock is not settable. */
    set(nowMs: number): void {
      if (!isSettable) throw new Error('the clock of this simulator is not settable');
      aheadMs = nowMs - now();
    },
  };
}
