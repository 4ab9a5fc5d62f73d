/**
 * Loaded into each measured process with `--require`, since Node's loader of ES modules would take memory: tells the benchmark
 * what the process has cost so far.
 */
const { openSync, readSync } = process.getBuiltinModule('node:fs');

/** CPU nanoseconds of the main thread come first in this file of Linux. */
const schedule = Buffer.alloc(64);
const scheduleFile = openSync('/proc/self/schedstat', 'r');

let longestTurnMs = 0;
let timer: NodeJS.Timeout | undefined;

process.on('message', (order) => {
  if (order === 'watch') {
    longestTurnMs = 0;
    timer ??= watchTurns();
  } else if (order !== 'cost') return;
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
    longestTurnMs,
  });
});
// A benchmark that was killed leaves nothing behind.
process.on('disconnect', () => process.exit());

/** In CPU time and not by the clock, which also counts what other programs on the machine take. */
function watchTurns(): NodeJS.Timeout {
  let before = mainThreadMs();
  return setInterval(() => {
    const now = mainThreadMs();
    longestTurnMs = Math.max(longestTurnMs, now - before);
    before = now;
  }, 1);
}

function mainThreadMs(): number {
  // The kernel brings the file up to date at its ticks, 4 ms apart, and when it is asked for the times of the process.
  process.cpuUsage();
  const length = readSync(scheduleFile, schedule, 0, schedule.length, 0);
  return Number.parseInt(schedule.toString('latin1', 0, length), 10) / 1e6;
}
