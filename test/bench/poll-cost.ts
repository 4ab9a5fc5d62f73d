/** What polls cost without a network, on the main thread: `node poll-cost.js SITES TIMES` prints milliseconds, one line each time. */
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { createExposition } from '../../src/metrics/page/exposition.ts';
import { createProcessMetrics } from '../../src/metrics/process.ts';
import { keepYoungGenerationSmall } from '../../src/young-generation.ts';
import { fillStore, simulateAnswers } from './sites.ts';

/** In one measurement at least, and as many before the first to warm up. */
const POLLS = 1000;

const [sites = '', times = ''] = process.argv.slice(2);
// As the program does.
keepYoungGenerationSmall('');
const weeks = [simulateAnswers(Number(sites), 22), simulateAnswers(Number(sites), 21)] as const;
const { store, poll } = fillStore(weeks[1]);
const render = createExposition({
  instruments: INSTRUMENTS,
  snapshot: store.snapshot,
  now: Date.now,
  // As in the program: what else is in a process has a share in how V8 keeps our own.
  processMetrics: createProcessMetrics(),
});
const request = { accept: undefined, acceptEncoding: undefined };

await measure();
for (let time = 0; time < Number(times); time++) process.stdout.write(`${await measure()}\n`);

/** CPU time of decoding, summarising and rendering, for each poll; every poll has other figures than the one before. */
async function measure(): Promise<number> {
  const before = process.cpuUsage();
  let polls = 0;
  while (polls < POLLS) {
    for (const week of weeks) {
      week.forEach(poll);
      await render(request);
      polls += week.length;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / polls;
}
