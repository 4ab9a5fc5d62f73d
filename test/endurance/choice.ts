import { createRandom } from '../../src/simulator/world/random.ts';

/** Random decisions that depend on a seed alone. */
export interface Choice {
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly one: <T>(values: readonly T[]) => T;
}

export function createChoice(seed: number): Choice {
  const random = createRandom(seed * 2_654_435_761);
  const whole = (low: number, high: number): number => low + Math.floor(random.unit() * (high - low + 1));
  return {
    unit: () => random.unit(),
    whole,
    chance: (probability) => random.unit() < probability,
    one(values) {
      const value = values[whole(0, values.length - 1)];
      if (value === undefined) throw new RangeError('nothing to choose from');
      return value;
    },
  };
}
