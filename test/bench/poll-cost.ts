/** What polls cost without a network, on the main thread: `node poll-cost.js SITES ROUNDS` prints milliseconds. */
import { createExposition } from '../../src/metrics/exposition.ts';
import { median } from './median.ts';
import { fillStore, simulateAnswers } from './sites.ts';

const [sites = '', rounds = ''] = process.argv.slice(2);
const answers = simulateAnswers(Number(sites));
const { store, poll } = fillStore(answers);
const render = createExposition({
  snapshot: store.snapshot,
  now: Date.now,
  processMetrics: () => Promise.resolve(''),
});
const request = { format: 'text', isGzip: false } as const;

await measure();
const costs: number[] = [];
for (let round = 0; round < Number(rounds); round++) costs.push(await measure());
process.stdout.write(`${median(costs)}\n`);

/** CPU time of decoding, summarising and rendering all sites, for each of them. */
async function measure(): Promise<number> {
  const before = process.cpuUsage();
  answers.forEach(poll);
  await render(request);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / answers.length;
}
