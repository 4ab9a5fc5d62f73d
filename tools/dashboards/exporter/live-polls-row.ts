import type { Row } from '../dashboard-file.ts';
import { maxBy, ofPolls } from '../selectors.ts';
import { timePanel } from '../time-panel.ts';
import { OUTCOME_COLORS } from './outcome-colors.ts';
import { pollsByOutcome } from './poll-queries.ts';

const size = { width: 8, height: 8 } as const;
const perQuestion = (name: string): string => maxBy(['account', 'site'], `${name}${ofPolls('live')}`);

/** Polls of live meetings: one a minute and account. */
export const LIVE_POLLS: Row = {
  title: 'Polls of live meetings (with WEBEX_LIVE)',
  isCollapsed: true,
  panels: [
    timePanel({
      ...size,
      title: 'Live polls by how they ended',
      description: 'Polls of live meetings in the time of each bar, by outcome; one a minute and account.',
      unit: 'short',
      interval: '15m',
      stacking: 'values',
      colors: OUTCOME_COLORS,
      series: pollsByOutcome('live').map((query) => ({ query, legend: '{{outcome}}', style: 'bars' })),
    }),
    timePanel({
      ...size,
      title: 'Age of the live figures',
      description:
        'Longest time since the last good answer in a quarter of an hour, by account and site. After five intervals the figures are gone.',
      unit: 's',
      interval: '15m',
      series: [
        {
          query: `max_over_time((time() - ${perQuestion('webex_poll_last_success_timestamp_seconds')})[15m:1m])`,
          legend: '{{account}} {{site}}',
        },
      ],
    }),
    timePanel({
      ...size,
      title: 'Duration of live polls',
      description:
        'Average of a quarter of an hour, by account and site, without waits for the request budget.',
      unit: 's',
      interval: '15m',
      series: [
        {
          query: `avg_over_time(${perQuestion('webex_poll_duration_seconds')}[15m:1m])`,
          legend: '{{account}} {{site}}',
        },
      ],
    }),
  ],
};
