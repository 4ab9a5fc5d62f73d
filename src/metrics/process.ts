import type { Point } from '../snapshot/summary.ts';
import { toPoints } from './instrument.ts';
import { renderMetadata, type Format } from './page/format.ts';
import { renderHistogram } from './page/histogram.ts';
import { renderHead } from './page/line.ts';
import { COLLECTION_SECONDS, watchProcess, type ProcessReading } from './process-reading.ts';

interface ProcessMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly observe: (reading: ProcessReading) => readonly Point[];
}

const [MAJOR = '', MINOR = '', PATCH = ''] = process.versions.node.split('.');

/**
 * `process_*` and `nodejs_*` under the names and with the words of prom-client's default metrics, which users' Node dashboards
 * expect; those that it names like counters, though they are gauges, are left out: each has a correctly named twin by type.
 */
const PROCESS_METRICS: readonly ProcessMetric[] = [
  counter(
    'process_cpu_user_seconds_total',
    'Total user CPU time spent in seconds.',
    ({ cpu }) => cpu.user / 1e6,
  ),
  counter(
    'process_cpu_system_seconds_total',
    'Total system CPU time spent in seconds.',
    ({ cpu }) => cpu.system / 1e6,
  ),
  counter(
    'process_cpu_seconds_total',
    'Total user and system CPU time spent in seconds.',
    ({ cpu }) => (cpu.user + cpu.system) / 1e6,
  ),
  gauge(
    'process_start_time_seconds',
    'Start time of the process since unix epoch in seconds.',
    ({ startSeconds }) => startSeconds,
  ),
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', ({ memory }) => memory.rss),
  gauge('process_virtual_memory_bytes', 'Virtual memory size in bytes.', ({ virtualBytes }) => virtualBytes),
  gauge('process_heap_bytes', 'Process heap size in bytes.', ({ dataBytes }) => dataBytes),
  gauge('process_open_fds', 'Number of open file descriptors.', ({ openFiles }) => openFiles),
  gauge('process_max_fds', 'Maximum number of open file descriptors.', ({ maxFiles }) => maxFiles),
  gauge('nodejs_eventloop_lag_seconds', 'Lag of event loop in seconds.', ({ turnSeconds }) => turnSeconds),
  delay('nodejs_eventloop_lag_min_seconds', 'The minimum recorded event loop delay.', 'min'),
  delay('nodejs_eventloop_lag_max_seconds', 'The maximum recorded event loop delay.', 'max'),
  delay('nodejs_eventloop_lag_mean_seconds', 'The mean of the recorded event loop delays.', 'mean'),
  delay(
    'nodejs_eventloop_lag_stddev_seconds',
    'The standard deviation of the recorded event loop delays.',
    'stddev',
  ),
  delay('nodejs_eventloop_lag_p50_seconds', 'The 50th percentile of the recorded event loop delays.', 'p50'),
  delay('nodejs_eventloop_lag_p90_seconds', 'The 90th percentile of the recorded event loop delays.', 'p90'),
  delay('nodejs_eventloop_lag_p99_seconds', 'The 99th percentile of the recorded event loop delays.', 'p99'),
  counts(
    'nodejs_active_resources',
    'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.',
    ({ resources }) => resources,
  ),
  counts(
    'nodejs_active_handles',
    'Number of active libuv handles grouped by handle type. Every handle type is C++ class name.',
    ({ handles }) => handles,
  ),
  counts(
    'nodejs_active_requests',
    'Number of active libuv requests grouped by request type. Every request type is C++ class name.',
    ({ requests }) => requests,
  ),
  gauge(
    'nodejs_heap_size_total_bytes',
    'Process heap size from Node.js in bytes.',
    ({ memory }) => memory.heapTotal,
  ),
  gauge(
    'nodejs_heap_size_used_bytes',
    'Process heap size used from Node.js in bytes.',
    ({ memory }) => memory.heapUsed,
  ),
  gauge(
    'nodejs_external_memory_bytes',
    'Node.js external memory size in bytes.',
    ({ memory }) => memory.external,
  ),
  spaces(
    'nodejs_heap_space_size_total_bytes',
    'Process heap space size total from Node.js in bytes.',
    'space_size',
  ),
  spaces(
    'nodejs_heap_space_size_used_bytes',
    'Process heap space size used from Node.js in bytes.',
    'space_used_size',
  ),
  spaces(
    'nodejs_heap_space_size_available_bytes',
    'Process heap space size available from Node.js in bytes.',
    'space_available_size',
  ),
  {
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    type: 'gauge',
    labels: ['version', 'major', 'minor', 'patch'],
    observe: () => [{ labels: [process.version, MAJOR, MINOR, PATCH], value: 1 }],
  },
];

const COLLECTIONS = {
  name: 'nodejs_gc_duration_seconds',
  help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
  type: 'histogram',
} as const;

/** Begins to watch this process; what it returns renders its metrics, as they are then. */
export function createProcessMetrics(): (format: Format) => string {
  const read = watchProcess();
  // All but the values stays, and is the greater part of the work.
  const metadata = { text: new Map<string, string>(), openmetrics: new Map<string, string>() };
  const heads = new Map<string, string>();

  function renderPoint({ name, labels }: ProcessMetric, point: Point): string {
    const key = `${name} ${point.labels.join(' ')}`;
    const head = heads.get(key) ?? renderHead(name, labels, point.labels);
    heads.set(key, head);
    return `${head}${point.value}\n`;
  }

  return (format) => {
    const reading = read();
    let page = '';
    for (const metric of PROCESS_METRICS) {
      const points = metric.observe(reading);
      if (points.length === 0) continue;
      const about = metadata[format].get(metric.name) ?? renderMetadata(metric, format);
      metadata[format].set(metric.name, about);
      page += about;
      for (const point of points) page += renderPoint(metric, point);
    }
    if (reading.collections.length > 0) page += renderMetadata(COLLECTIONS, format);
    for (const point of reading.collections)
      page += renderHistogram(COLLECTIONS.name, ['kind'], COLLECTION_SECONDS, point);
    return page;
  };
}

function gauge(
  name: string,
  help: string,
  read: (reading: ProcessReading) => number | undefined,
): ProcessMetric {
  return { name, help, type: 'gauge', labels: [], observe: (reading) => toPoints(read(reading)) };
}

function counter(name: string, help: string, read: (reading: ProcessReading) => number): ProcessMetric {
  return { ...gauge(name, help, read), type: 'counter' };
}

function delay(name: string, help: string, what: keyof NonNullable<ProcessReading['delays']>): ProcessMetric {
  return gauge(name, help, ({ delays }) => delays?.[what]);
}

function counts(
  name: string,
  help: string,
  list: (reading: ProcessReading) => readonly string[],
): ProcessMetric {
  return {
    name,
    help,
    type: 'gauge',
    labels: ['type'],
    observe(reading) {
      const byType = new Map<string, number>();
      for (const type of list(reading)) byType.set(type, (byType.get(type) ?? 0) + 1);
      return Array.from(byType, ([type, value]) => ({ labels: [type], value }));
    },
  };
}

function spaces(
  name: string,
  help: string,
  field: 'space_size' | 'space_used_size' | 'space_available_size',
): ProcessMetric {
  return {
    name,
    help,
    type: 'gauge',
    labels: ['space'],
    observe: ({ heapSpaces }) =>
      heapSpaces.map((space) => ({ labels: [space.space_name.replace('_space', '')], value: space[field] })),
  };
}
