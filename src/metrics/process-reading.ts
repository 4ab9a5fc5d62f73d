import { openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { constants, createHistogram, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { countInBuckets } from '../snapshot/buckets.ts';
import type { HistogramPoint } from './instrument.ts';

/** What the process says of itself at one moment. */
export type ProcessReading = ReturnType<ReturnType<typeof watchProcess>>;

/** Upper bounds of the histogram of garbage collections, those of prom-client. */
export const COLLECTION_SECONDS = [0.001, 0.01, 0.1, 1, 2, 5] as const;

/** How often is looked how late the event loop is. To wake up every 10 ms, as prom-client does, costs an idle process more than all else. */
const LOOK_MS = 100;

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
export function watchProcess() {
  const { _getActiveHandles, _getActiveRequests }: Internals = process;
  const startSeconds = Math.round(performance.timeOrigin / 1000);
  const maxFiles = readMaxFiles();
  const readSizes = openSizes();
  const readDelays = watchDelays();
  const collections = watchCollections();
  let turnSeconds = 0;
  return () => {
    const asked = process.hrtime.bigint();
    setImmediate(() => (turnSeconds = Number(process.hrtime.bigint() - asked) / 1e9));
    return {
      cpu: process.cpuUsage(),
      heap: getHeapStatistics(),
      startSeconds,
      ...readSizes(),
      openFiles: readOpenFiles(),
      maxFiles,
      /** How long the reading before waited for its turn of the event loop. */
      turnSeconds,
      delays: readDelays(),
      resources: process.getActiveResourcesInfo(),
      handles: toNames(_getActiveHandles?.()),
      requests: toNames(_getActiveRequests?.()),
      heapSpaces: getHeapSpaceStatistics(),
      collections: [...collections.values()],
    };
  };
}

function toNames(objects: readonly object[] = []): readonly string[] {
  return objects.map(({ constructor }) => constructor.name);
}

/** By how much the event loop was late, in seconds; nothing before it was looked at since the reading before. */
function watchDelays() {
  // With the default of three figures its deviation alone would take a fifth of a millisecond.
  const looks = createHistogram({ figures: 2 });
  setInterval(() => looks.recordDelta(), LOOK_MS).unref();
  const toDelay = (nanoseconds: number): number => Math.max(0, nanoseconds - LOOK_MS * 1e6) / 1e9;
  return () => {
    if (looks.count === 0) return undefined;
    const delays = {
      min: toDelay(looks.min),
      max: toDelay(looks.max),
      mean: toDelay(looks.mean),
      stddev: looks.stddev / 1e9,
      p50: toDelay(looks.percentile(50)),
      p90: toDelay(looks.percentile(90)),
      p99: toDelay(looks.percentile(99)),
    };
    looks.reset();
    return delays;
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

/** Bytes by the kernel's names. `/proc` is no disk: to read it at once is quicker than to wait for it. */
function openSizes() {
  const file = readProc(() => openSync('/proc/self/status', 'r'));
  if (file === undefined)
    return () => ({
      // Node asks `/proc` too, and throws where it may not.
      VmRSS: readProc(() => process.memoryUsage.rss()),
      VmSize: undefined,
      VmData: undefined,
    });
  const buffer = Buffer.alloc(4096);
  return () => {
    const status = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    const read = (name: string): number =>
      1024 * Number.parseInt(status.slice(status.indexOf(name) + name.length + 1), 10);
    return { VmRSS: read('VmRSS'), VmSize: read('VmSize'), VmData: read('VmData') };
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
