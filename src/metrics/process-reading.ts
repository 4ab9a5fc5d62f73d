import { openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { constants, createHistogram, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { countInBuckets } from '../snapshot/buckets.ts';
import type { HistogramPoint } from './instrument.ts';

/** Values under those of a metric's labels. */
type Labelled = readonly (readonly [labelValues: readonly string[], value: number])[];

/** What the process says of itself at one moment. */
export interface ProcessReading {
  /** By name; undefined: not known, or nothing of the kind. */
  readonly values: Readonly<Record<string, number | Labelled | undefined>>;
  /** Garbage collections since the start. */
  readonly collections: readonly HistogramPoint[];
}

/** Upper bounds of the histogram of garbage collections, those of prom-client. */
export const COLLECTION_SECONDS = [0.001, 0.01, 0.1, 1, 2, 5] as const;

/** How often is looked how late the event loop is. To wake up every 10 ms, as prom-client does, costs an idle process more than all else. */
const LOOK_MS = 100;
const LOOK_NS = 100_000_000n;

const COLLECTION_KINDS: ReadonlyMap<number | undefined, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** What Node's types leave out of an entry that is about a garbage collection. */
interface CollectionEntry {
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/** Node documents them no longer, and has nothing else that says it. */
type Internals = NodeJS.Process & {
  readonly _getActiveHandles?: () => readonly object[];
  readonly _getActiveRequests?: () => readonly object[];
};

/** Begins to watch this process, for as long as it lives; what it returns reads how it is. */
export function watchProcess(): () => ProcessReading {
  const { _getActiveHandles, _getActiveRequests }: Internals = process;
  const maxFiles = readMaxFiles();
  const readSizes = openSizes();
  const readDelays = watchDelays();
  const collections = watchCollections();
  const versions: Labelled = [[[process.version, ...process.versions.node.split('.')], 1]];
  let turnSeconds = 0;
  return () => {
    const asked = process.hrtime.bigint();
    setImmediate(() => (turnSeconds = Number(process.hrtime.bigint() - asked) / 1e9));
    const { user, system } = process.cpuUsage();
    const heap = getHeapStatistics();
    const spaces = getHeapSpaceStatistics();
    const bySpace = (field: 'space_size' | 'space_used_size' | 'space_available_size'): Labelled =>
      spaces.map((space) => [[space.space_name.replace('_space', '')], space[field]]);
    return {
      collections: [...collections.values()],
      values: {
        process_cpu_user_seconds_total: user / 1e6,
        process_cpu_system_seconds_total: system / 1e6,
        process_cpu_seconds_total: (user + system) / 1e6,
        process_start_time_seconds: Math.round(performance.timeOrigin / 1000),
        ...readSizes(),
        process_open_fds: readOpenFiles(),
        process_max_fds: maxFiles,
        // How long the reading before waited for its turn.
        nodejs_eventloop_lag_seconds: turnSeconds,
        ...readDelays(),
        nodejs_active_resources: countByName(process.getActiveResourcesInfo()),
        nodejs_active_handles: countByName(toNames(_getActiveHandles?.())),
        nodejs_active_requests: countByName(toNames(_getActiveRequests?.())),
        nodejs_heap_size_total_bytes: heap.total_heap_size,
        nodejs_heap_size_used_bytes: heap.used_heap_size,
        nodejs_external_memory_bytes: heap.external_memory,
        nodejs_heap_space_size_total_bytes: bySpace('space_size'),
        nodejs_heap_space_size_used_bytes: bySpace('space_used_size'),
        nodejs_heap_space_size_available_bytes: bySpace('space_available_size'),
        nodejs_version_info: versions,
      },
    };
  };
}

function toNames(objects: readonly object[] = []): readonly string[] {
  return objects.map(({ constructor }) => constructor.name);
}

function countByName(names: readonly string[]): Labelled | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 0 ? undefined : Array.from(counts, ([name, count]) => [[name], count]);
}

/** By how much the event loop was late; nothing before it was looked at since the reading before. */
function watchDelays(): () => ProcessReading['values'] {
  // With the default of three figures its deviation alone would take a fifth of a millisecond.
  const delays = createHistogram({ figures: 2 });
  let dueNs = process.hrtime.bigint() + LOOK_NS;
  setInterval(() => {
    const nowNs = process.hrtime.bigint();
    delays.record(nowNs > dueNs ? nowNs - dueNs : 1n);
    dueNs = nowNs + LOOK_NS;
  }, LOOK_MS).unref();
  return () => {
    if (delays.count === 0) return {};
    const values = {
      nodejs_eventloop_lag_min_seconds: delays.min / 1e9,
      nodejs_eventloop_lag_max_seconds: delays.max / 1e9,
      nodejs_eventloop_lag_mean_seconds: delays.mean / 1e9,
      nodejs_eventloop_lag_stddev_seconds: delays.stddev / 1e9,
      nodejs_eventloop_lag_p50_seconds: delays.percentile(50) / 1e9,
      nodejs_eventloop_lag_p90_seconds: delays.percentile(90) / 1e9,
      nodejs_eventloop_lag_p99_seconds: delays.percentile(99) / 1e9,
    };
    delays.reset();
    return values;
  };
}

function watchCollections(): ReadonlyMap<string, HistogramPoint> {
  const collections = new Map<string, HistogramPoint>();
  new PerformanceObserver((list) => {
    for (const { detail, duration } of list.getEntries() as readonly CollectionEntry[]) {
      const kind = COLLECTION_KINDS.get(detail?.kind);
      if (kind === undefined) continue;
      const seconds = duration / 1000;
      const { sum = 0, count = 0, bucketCounts = [] } = collections.get(kind) ?? {};
      collections.set(kind, {
        labels: [kind],
        sum: sum + seconds,
        count: count + 1,
        bucketCounts: countInBuckets(bucketCounts, COLLECTION_SECONDS, seconds),
      });
    }
  }).observe({ entryTypes: ['gc'] });
  return collections;
}

/** `/proc` is no disk: to read it at once is quicker than to wait for it. */
function openSizes(): () => ProcessReading['values'] {
  const file = readProc(() => openSync('/proc/self/status', 'r'));
  // Node reads the same folder: hidden from this user, it is hidden from Node too.
  if (file === undefined)
    return () => ({ process_resident_memory_bytes: readProc(() => process.memoryUsage.rss()) });
  const buffer = Buffer.alloc(4096);
  return () => {
    const status = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    const read = (name: string): number =>
      1024 * Number.parseInt(status.slice(status.indexOf(name) + name.length), 10);
    return {
      process_resident_memory_bytes: read('VmRSS:'),
      process_virtual_memory_bytes: read('VmSize:'),
      process_heap_bytes: read('VmData:'),
    };
  };
}

function readOpenFiles(): number | undefined {
  // From Linux 6.2 on the directory's size is how many there are; the one by which it is read is none of them.
  return readProc(() => statSync('/proc/self/fd').size || readdirSync('/proc/self/fd').length - 1);
}

function readMaxFiles(): number | undefined {
  const limits = readProc(() => readFileSync('/proc/self/limits', 'latin1')) ?? '';
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return limit === undefined ? undefined : Number(limit);
}

/** Undefined where there is no such file: no Linux, or one that hides it. */
function readProc<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
