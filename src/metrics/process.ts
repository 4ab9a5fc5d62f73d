import { renderMetadata, type Format } from './page/format.ts';
import { renderHistogram } from './page/histogram.ts';
import { renderLine } from './page/line.ts';
import { COLLECTION_SECONDS, watchProcess, type ProcessReading } from './process-reading.ts';

/**
 * Names, labels, types and words of prom-client's default metrics, which users' Node dashboards expect; those that it names like
 * counters, though they are gauges, are left out: each has a correctly named twin by type.
 */
const METRICS = `
process_cpu_user_seconds_total counter Total user CPU time spent in seconds.
process_cpu_system_seconds_total counter Total system CPU time spent in seconds.
process_cpu_seconds_total counter Total user and system CPU time spent in seconds.
process_start_time_seconds gauge Start time of the process since unix epoch in seconds.
process_resident_memory_bytes gauge Resident memory size in bytes.
process_virtual_memory_bytes gauge Virtual memory size in bytes.
process_heap_bytes gauge Process heap size in bytes.
process_open_fds gauge Number of open file descriptors.
process_max_fds gauge Maximum number of open file descriptors.
nodejs_eventloop_lag_seconds gauge Lag of event loop in seconds.
nodejs_eventloop_lag_min_seconds gauge The minimum recorded event loop delay.
nodejs_eventloop_lag_max_seconds gauge The maximum recorded event loop delay.
nodejs_eventloop_lag_mean_seconds gauge The mean of the recorded event loop delays.
nodejs_eventloop_lag_stddev_seconds gauge The standard deviation of the recorded event loop delays.
nodejs_eventloop_lag_p50_seconds gauge The 50th percentile of the recorded event loop delays.
nodejs_eventloop_lag_p90_seconds gauge The 90th percentile of the recorded event loop delays.
nodejs_eventloop_lag_p99_seconds gauge The 99th percentile of the recorded event loop delays.
nodejs_active_resources{type} gauge Number of active resources that are currently keeping the event loop alive, grouped by async resource type.
nodejs_active_handles{type} gauge Number of active libuv handles grouped by handle type. Every handle type is C++ class name.
nodejs_active_requests{type} gauge Number of active libuv requests grouped by request type. Every request type is C++ class name.
nodejs_heap_size_total_bytes gauge Process heap size from Node.js in bytes.
nodejs_heap_size_used_bytes gauge Process heap size used from Node.js in bytes.
nodejs_external_memory_bytes gauge Node.js external memory size in bytes.
nodejs_heap_space_size_total_bytes{space} gauge Process heap space size total from Node.js in bytes.
nodejs_heap_space_size_used_bytes{space} gauge Process heap space size used from Node.js in bytes.
nodejs_heap_space_size_available_bytes{space} gauge Process heap space size available from Node.js in bytes.
nodejs_version_info{version,major,minor,patch} gauge Node.js version info.
`
  .trim()
  .split('\n')
  .map((line) => {
    const [, name = '', labels = '', type, help = ''] = /^(\w+)(?:\{(.*)\})? (\w+) (.*)$/.exec(line) ?? [];
    return { name, help, labels: labels.split(','), type: type === 'counter' ? type : 'gauge' } as const;
  });

const COLLECTIONS = {
  name: 'nodejs_gc_duration_seconds',
  help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
  type: 'histogram',
} as const;

/** Begins to watch this process; what it returns renders its metrics, as they are then. */
export function createProcessMetrics(): (format: Format) => string {
  const read = watchProcess();
  const renderers = { text: createRenderer('text'), openmetrics: createRenderer('openmetrics') };
  return (format) => renderers[format](read());
}

/** All but the values is written once, and is the greater part of the work. */
function createRenderer(format: Format): (reading: ProcessReading) => string {
  const metrics = METRICS.map((metric) => ({ ...metric, metadata: renderMetadata(metric, format) }));
  const aboutCollections = renderMetadata(COLLECTIONS, format);
  return ({ values, collections }) => {
    let page = '';
    for (const { name, labels, metadata } of metrics) {
      const value = values[name];
      if (value === undefined) continue;
      page += metadata;
      if (typeof value === 'number') page += `${name} ${value}\n`;
      else for (const [labelValues, count] of value) page += renderLine(name, labels, labelValues, count);
    }
    if (collections.length > 0) page += aboutCollections;
    for (const point of collections)
      page += renderHistogram(COLLECTIONS.name, ['kind'], COLLECTION_SECONDS, point);
    return page;
  };
}
