/** What polls cost without a network: `node poll-cost.js SITES ROUNDS` prints one JSON line a round. */
import { createExposition } from '../../src/metrics/exposition.ts';
import { fillStore, simulateAnswers } from './sites.ts';

const [sites = '', rounds = ''] = process.argv.slice(2);
const answers = simulateAnswers(Number(sites));
const { store, poll } = fillStore(answers);
const render = createExposition({
  snapshot: store.snapshot,
  now: Date.now,
  processMetrics: () => Promise.resolve(''),
});

// The first round warms up.
for (let round = 0; round <= Number(rounds); round++) {
  const [start, polled, rendered, compressed] = [
    process.cpuUsage(),
    (answers.forEach(poll), process.cpuUsage()),
    (await render({ format: 'text', isGzip: false }), process.cpuUsage()),
    (await render({ format: 'text', isGzip: true }), process.cpuUsage()),
  ].map(({ user, system }) => (user + system) / 1000 / Number(sites));
  if (round > 0) console.log({ poll: polled! - start!, render: rendered! - polled!, compress: compressed! - rendered! });
}
