import { toHash } from '../../hash.ts';

/**
 * Randomness that is the same on every machine and Node version: integer arithmetic and the exactly rounded
 * operations only. Math.pow, Math.exp, Math.log and Math.sin may differ between engines and stay out of the simulator.
 */

/** An unsigned 32-bit hash of the parts, in order. */
export function hashOf(...parts: readonly (string | number)[]): number {
  return toHash(parts.map((part) => `${part}|`).join(''));
}

/** A stream of numbers that depends on nothing but its seed. */
export type Random = ReturnType<typeof createRandom>;

/** Starts the stream (mulberry32) of a 32-bit seed. */
export function createRandom(seed: number) {
  let state = seed | 0;

  /** Uniform in [0, 1). */
  function unit(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  return {
    unit,
    /** Uniform in [low, high). */
    between: (low: number, high: number) => low + (high - low) * unit(),
    /** Bell-shaped around 1, never further from it than 1.5 times the spread. */
    noise: (spread: number) => 1 + spread * (unit() + unit() + unit() - 1.5),
  };
}
