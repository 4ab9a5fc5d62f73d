/**
 * Randomness that is the same on every machine and Node version: integer arithmetic and the exactly rounded
 * operations only. Math.pow, Math.exp, Math.log and Math.sin may differ between engines and stay out of the simulator.
 */

/** An unsigned 32-bit hash of the parts, in order (FNV-1a with the final mix of MurmurHash3). */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}|`;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
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
