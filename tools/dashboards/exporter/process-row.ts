import type { Row } from '../dashboard-file.ts';
import { OF_EXPORTERS } from '../selectors.ts';
import { timePanel } from '../time-panel.ts';

/** Of our own processes only: every Node program names its metrics so. */
function ours(query: string): string {
  return `${query} and on (job, instance) webex_exporter_build_info${OF_EXPORTERS}`;
}

const size = { width: 6, height: 7 } as const;

/** The programs themselves. */
export const PROCESS: Row = {
  title: 'Process',
  isCollapsed: true,
  panels: [
    timePanel({
      ...size,
      title: 'Memory',
      description: 'Memory of the whole process, and the part that JavaScript objects use.',
      unit: 'bytes',
      series: [
        { query: ours('process_resident_memory_bytes'), legend: 'resident {{instance}}', shadesOf: 'purple' },
        { query: ours('nodejs_heap_size_used_bytes'), legend: 'heap {{instance}}', shadesOf: 'blue' },
      ],
    }),
    timePanel({
      ...size,
      title: 'CPU',
      description: 'Share of one core.',
      unit: 'percentunit',
      series: [
        {
          query: ours('rate(process_cpu_seconds_total[$__rate_interval])'),
          legend: '{{instance}}',
          shadesOf: 'blue',
        },
      ],
    }),
    timePanel({
      ...size,
      title: 'Event loop lag',
      description: 'How late timers run, in all but one of a hundred cases. A high one delays scrapes.',
      unit: 's',
      series: [{ query: ours('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}', shadesOf: 'blue' }],
    }),
    timePanel({
      ...size,
      title: 'Days since the start',
      description: 'Age of the process; a fall to zero is a restart.',
      unit: 'suffix: d',
      series: [
        {
          query: ours('(time() - process_start_time_seconds) / 86400'),
          legend: '{{instance}}',
          shadesOf: 'blue',
        },
      ],
    }),
  ],
};
