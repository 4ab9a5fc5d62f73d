import { afterAll, describe, expect, it } from 'vitest';
import { createCounts, describeCounts, play } from './scenes.ts';

const SCENARIOS = 320;
const SCENARIOS_PER_TEST = 20;

const done = createCounts();

afterAll(() => {
  process.stdout.write(`${describeCounts(done)}\n`);
});

describe('whatever happens', () => {
  const firstSeeds = Array.from(
    { length: SCENARIOS / SCENARIOS_PER_TEST },
    (_, at) => 1 + at * SCENARIOS_PER_TEST,
  );
  it.each(firstSeeds)('the invariants hold, seeds from %i on', async (firstSeed) => {
    for (let seed = firstSeed; seed < firstSeed + SCENARIOS_PER_TEST; seed += 1) {
      await expect(play(seed, done), `seed ${seed}`).resolves.toBeUndefined();
    }
  });
});
