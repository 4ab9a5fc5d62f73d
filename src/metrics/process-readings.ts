import { fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

export type Labels = Readonly<Record<string, string | number | undefined>>;

/** Takes one value after the other, those of one metric in a row; NaN: there is nothing to measure yet. */
export type Take = (metric: string, value: number, labels?: Labels) => void;

/** How often is looked how late the event loop is: every 10 ms, prom-client's default, costs an idle process more than all else. */
const LOOK_MS = 100;

/** The file has 2 KiB on a machine of many processors. */
const STATUS_BYTES = 8192;

/**
 * Reads those of prom-client's default metrics that cost most, at a third of what they cost there. What the system does not
 * tell is left out. Delays of the event loop are those since the time before.
 */
export function createProcessReadings(): (take: Take) => void {
  const readers = [createMemory(), createOpenFiles(), readCpu, readHeap, createHeapSpaces(), createLag()];
  return (take) => {
    for (const read of readers) read(take);
  };
}

/** From a file that stays open, see proc(5): to open it takes twice as long as to read it. */
function createMemory(): (take: Take) => void {
  const file = orUndefined(() => openSync('/proc/self/status', 'r'));
  if (file === undefined) return () => undefined;
  const buffer = Buffer.alloc(STATUS_BYTES);
  return (take) => {
    const length = orUndefined(() => readSync(file, buffer, 0, STATUS_BYTES, 0));
    if (length === undefined) return;
    const status = buffer.toString('latin1', 0, length);
    const takeKib = (metric: string, key: string): void => {
      const at = status.indexOf(key);
      if (at >= 0) take(metric, Number.parseInt(status.slice(at + key.length), 10) * 1024);
    };
    takeKib('process_resident_memory_bytes', 'VmRSS:');
    takeKib('process_virtual_memory_bytes', 'VmSize:');
    takeKib('process_heap_bytes', 'VmData:');
  };
}

/** From Linux 6.2 on the folder's size is the number of its files: to list them takes three times as long. */
function createOpenFiles(): (take: Take) => void {
  const folder = orUndefined(() => openSync('/proc/self/fd', 'r'));
  if (folder === undefined) return () => undefined;
  return (take) => {
    // A listing has the file that it is made by besides.
    const count = orUndefined(() => fstatSync(folder).size || readdirSync('/proc/self/fd').length - 1);
    if (count !== undefined) take('process_open_fds', count);
  };
}

function readCpu(take: Take): void {
  const { user, system } = process.cpuUsage();
  take('process_cpu_user_seconds_total', user / 1e6);
  take('process_cpu_system_seconds_total', system / 1e6);
  take('process_cpu_seconds_total', (user + system) / 1e6);
}

/** process.memoryUsage() says the same, and reads a file besides. */
function readHeap(take: Take): void {
  const heap = getHeapStatistics();
  take('nodejs_heap_size_total_bytes', heap.total_heap_size);
  take('nodejs_heap_size_used_bytes', heap.used_heap_size);
  take('nodejs_external_memory_bytes', heap.external_memory);
}

function createHeapSpaces(): (take: Take) => void {
  const labels = new Map(
    getHeapSpaceStatistics().map(({ space_name: name }) => [name, { space: name.replace(/_space$/, '') }]),
  );
  return (take) => {
    const spaces = getHeapSpaceStatistics();
    for (const { space_name: name, space_size: bytes } of spaces)
      take('nodejs_heap_space_size_total_bytes', bytes, labels.get(name));
    for (const { space_name: name, space_used_size: bytes } of spaces)
      take('nodejs_heap_space_size_used_bytes', bytes, labels.get(name));
    for (const { space_name: name, space_available_size: bytes } of spaces)
      take('nodejs_heap_space_size_available_bytes', bytes, labels.get(name));
  };
}

/**
 * From a histogram of two figures, milliseconds and an hour: to ask prom-client's, which has three from a nanosecond on, takes
 * as long as all else that is read here.
 */
function createLag(): (take: Take) => void {
  const delays = createHistogram({ lowest: 1e6, highest: 3.6e12, figures: 2 });
  let turnNs = 0;
  setInterval(() => delays.recordDelta(), LOOK_MS).unref();
  const toSeconds = (nanoseconds: number): number =>
    delays.count === 0 ? NaN : Math.max(0, nanoseconds) / 1e9;

  return (take) => {
    const asked = process.hrtime.bigint();
    setImmediate(() => (turnNs = Number(process.hrtime.bigint() - asked)));
    take('nodejs_eventloop_lag_seconds', turnNs / 1e9);
    const lookNs = LOOK_MS * 1e6;
    take('nodejs_eventloop_lag_min_seconds', toSeconds(delays.min - lookNs));
    take('nodejs_eventloop_lag_max_seconds', toSeconds(delays.max - lookNs));
    take('nodejs_eventloop_lag_mean_seconds', toSeconds(delays.mean - lookNs));
    take('nodejs_eventloop_lag_stddev_seconds', toSeconds(delays.stddev));
    take('nodejs_eventloop_lag_p50_seconds', toSeconds(delays.percentile(50) - lookNs));
    take('nodejs_eventloop_lag_p90_seconds', toSeconds(delays.percentile(90) - lookNs));
    take('nodejs_eventloop_lag_p99_seconds', toSeconds(delays.percentile(99) - lookNs));
    delays.reset();
  };
}

/** Where /proc is hidden, or is none. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
