import { renderMetadata, type Format } from './page/format.ts';
import { renderHistogram } from './page/histogram.ts';
import { renderHead, renderLine } from './page/line.ts';
import { COLLECTION_SECONDS, watchProcess, type ProcessReading } from './process-reading.ts';

/** Renders a metric of a reading; all but the values is written once, being the greater part of the work. */
type Render = (reading: ProcessReading) => string;
type ProcessMetric = (format: Format) => Render;

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
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', ({ VmRSS }) => VmRSS),
  gauge('process_virtual_memory_bytes', 'Virtual memory size in bytes.', ({ VmSize }) => VmSize),
  gauge('process_heap_bytes', 'Process heap size in bytes.', ({ VmData }) => VmData),
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
    ({ heap }) => heap.total_heap_size,
  ),
  gauge(
    'nodejs_heap_size_used_bytes',
    'Process heap size used from Node.js in bytes.',
    ({ heap }) => heap.used_heap_size,
  ),
  gauge(
    'nodejs_external_memory_bytes',
    'Node.js external memory size in bytes.',
    ({ heap }) => heap.external_memory,
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
  (format) => {
    const metadata = renderMetadata(
      { name: 'nodejs_version_info', help: 'Node.js version info.', type: 'gauge' },
      format,
    );
    const line = renderLine(
      'nodejs_version_info',
      ['version', 'major', 'minor', 'patch'],
      [process.version, MAJOR, MINOR, PATCH],
      1,
    );
    return () => metadata + line;
  },
  (format) => {
    const name = 'nodejs_gc_duration_seconds';
    const help = 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.';
    const metadata = renderMetadata({ name, help, type: 'histogram' }, format);
    return ({ collections }) =>
      collections.length === 0
        ? ''
        : metadata +
          collections.map((point) => renderHistogram(name, ['kind'], COLLECTION_SECONDS, point)).join('');
  },
];

/** Begins to watch this process; what it returns renders its metrics, as they are then. */
export function createProcessMetrics(): (format: Format) => string {
  const read = watchProcess();
  const renders = {
    text: PROCESS_METRICS.map((metric) => metric('text')),
    openmetrics: PROCESS_METRICS.map((metric) => metric('openmetrics')),
  };
  return (format) => {
    const reading = read();
    let page = '';
    for (const render of renders[format]) page += render(reading);
    return page;
  };
}

function single(
  name: string,
  help: string,
  type: 'gauge' | 'counter',
  read: (reading: ProcessReading) => number | undefined,
): ProcessMetric {
  return (format) => {
    const head = `${renderMetadata({ name, help, type }, format)}${name} `;
    return (reading) => {
      const value = read(reading);
      return value === undefined ? '' : `${head}${value}\n`;
    };
  };
}

function gauge(
  name: string,
  help: string,
  read: (reading: ProcessReading) => number | undefined,
): ProcessMetric {
  return single(name, help, 'gauge', read);
}

function counter(name: string, help: string, read: (reading: ProcessReading) => number): ProcessMetric {
  return single(name, help, 'counter', read);
}

function delay(name: string, help: string, what: keyof NonNullable<ProcessReading['delays']>): ProcessMetric {
  return gauge(name, help, ({ delays }) => delays?.[what]);
}

/** How many there are of each type; seldom others than before. */
function counts(
  name: string,
  help: string,
  list: (reading: ProcessReading) => readonly string[],
): ProcessMetric {
  return (format) => {
    const metadata = renderMetadata({ name, help, type: 'gauge' }, format);
    let known = '';
    let text = '';
    return (reading) => {
      const types = list(reading).toSorted();
      if (types.join() === known) return text;
      known = types.join();
      text = types.length === 0 ? '' : metadata;
      for (const type of new Set(types))
        text += renderLine(name, ['type'], [type], types.filter((other) => other === type).length);
      return text;
    };
  };
}

function spaces(
  name: string,
  help: string,
  field: 'space_size' | 'space_used_size' | 'space_available_size',
): ProcessMetric {
  return (format) => {
    const metadata = renderMetadata({ name, help, type: 'gauge' }, format);
    const heads = new Map<string, string>();
    return ({ heapSpaces }) => {
      let text = metadata;
      for (const space of heapSpaces) {
        const head =
          heads.get(space.space_name) ??
          renderHead(name, ['space'], [space.space_name.replace('_space', '')]);
        heads.set(space.space_name, head);
        text += `${head}${space[field]}\n`;
      }
      return text;
    };
  };
}
