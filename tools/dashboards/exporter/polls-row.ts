import type { Outcome } from '../../../src/webex/outcome.ts';
import { metric } from '../../../src/rules/metric.ts';
import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { table } from '../table-panel.ts';
import { timePanel } from '../time-panel.ts';
import { CHOSEN_SITES } from './selectors.ts';

const perWindow = (name: string): string => `max by (site, window) (${metric(name)}${CHOSEN_SITES})`;
const age = (name: string): string => `time() - ${perWindow(name)}`;
const polls = (outcomes: string): string =>
  `sum by (outcome) (increase(${metric('webex_polls_total')}{site=~"$site",outcome${outcomes}}[$__rate_interval]))`;

/** By what has to be done: nothing, wait, look at the network, act. */
const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = {
  success: 'semi-dark-green',
  no_data: 'semi-dark-blue',
  rate_limited: 'yellow',
  server_error: 'orange',
  timeout: 'dark-orange',
  network: 'semi-dark-orange',
  invalid_response: 'light-orange',
  unauthorized: 'dark-red',
  forbidden: 'red',
  not_found: 'light-red',
  bad_request: 'purple',
  wrong_region: 'light-purple',
};

/** How polls end, and how old the figures are. */
export const POLLS: Row = {
  title: 'Polls',
  panels: [
    timePanel({
      title: 'Polls by how they ended',
      description: 'Polls in the time of each bar, by outcome. Outcomes that never came are left out.',
      unit: 'short',
      width: 12,
      height: 9,
      interval: '1h',
      stacking: 'values',
      colors: OUTCOME_COLORS,
      series: [
        { query: polls('="success"'), legend: '{{outcome}}', style: 'bars' },
        { query: `${polls('!="success"')} > 0`, legend: '{{outcome}}', style: 'bars' },
      ],
    }),
    timePanel({
      title: 'Hours since the last good answer',
      description:
        'Of the ten windows of sites that waited longest at the end of the time shown. An ordinary morning reaches 14 hours: Webex may have nothing new before 14:00 UTC.',
      unit: 'short',
      width: 12,
      height: 9,
      series: [
        {
          query: `(
  ${age('webex_poll_last_success_timestamp_seconds')}
) / 3600
and on (site, window)
  bottomk(10, max by (site, window) (${metric('webex_poll_last_success_timestamp_seconds')}${CHOSEN_SITES} @ end()))`,
          legend: '{{site}} {{window}}',
        },
      ],
    }),
    table({
      title: 'Windows',
      description: 'Every window of every site: those that fail first.',
      width: 24,
      height: 10,
      keys: { site: 'Site', window: 'Window' },
      columns: [
        {
          name: 'Newest poll',
          query: `1 - ${perWindow('webex_poll_success')}`,
          unit: 'short',
          words: { '0': { text: 'success', color: COLORS.good }, '1': { text: 'failed', color: COLORS.bad } },
          width: 130,
        },
        {
          name: 'Figures up to',
          query: `1000 * (${perWindow('webex_window_end_timestamp_seconds')} - 1)`,
          unit: 'time:ddd D MMM',
          width: 130,
        },
        {
          name: 'Last good answer',
          query: age('webex_poll_last_success_timestamp_seconds'),
          unit: 's',
          decimals: 0,
          look: {
            colors: [COLORS.usual, [4 * 3600, COLORS.notable], [16 * 3600, COLORS.bad]],
          },
        },
        {
          name: 'Last attempt',
          query: age('webex_poll_last_attempt_timestamp_seconds'),
          unit: 's',
          decimals: 0,
        },
        {
          name: 'Took',
          query: perWindow('webex_poll_duration_seconds'),
          unit: 's',
          decimals: 2,
          look: { bar: COLORS.hours },
        },
        {
          name: 'Failures in a day',
          query: `sum by (site, window) (increase(${metric('webex_polls_total')}{site=~"$site",outcome!="success"}[1d]))`,
          unit: 'short',
          decimals: 0,
          width: 150,
        },
        {
          name: 'Folded values',
          query: `sum by (site, window) (max by (site, window, label) (${metric('webex_folded_label_values')}${CHOSEN_SITES}))`,
          unit: 'short',
          decimals: 0,
          look: { colors: [COLORS.usual, [1, COLORS.notable]] },
          width: 130,
        },
      ],
    }),
  ],
};
