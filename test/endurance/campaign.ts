import { parseArgs } from 'node:util';
import { createCounts, describeCounts, play } from './scenes.ts';

/** `npm run campaign -- --scenarios=10000 --first-seed=1`: as many as one likes, each the same by its seed on any machine. */
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: '1000' },
    'first-seed': { type: 'string', default: '1' },
  },
});
const PROGRESS_EVERY = 100;

const firstSeed = Number(values['first-seed']);
const done = createCounts();
const broken: number[] = [];
for (let seed = firstSeed; seed < firstSeed + Number(values.scenarios); seed += 1) {
  try {
    await play(seed, done);
  } catch (error) {
    broken.push(seed);
    process.stdout.write(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (done.scenarios % PROGRESS_EVERY === 0) process.stdout.write(`${describeCounts(done)}\n`);
}
process.stdout.write(`${describeCounts(done)}; broken: ${broken.join(' ') || 'none'}\n`);
process.exitCode = broken.length === 0 ? 0 : 1;
