/** Loaded into each measured process with `--import`: tells the benchmark what the process has cost so far. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

process.on('message', (order) => {
  if (order === 'watch') {
    delay.enable();
    delay.reset();
  } else if (order !== 'cost') return;
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
    longestStopMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
  });
});
// A benchmark that was killed leaves nothing behind.
process.on('disconnect', () => process.exit());
