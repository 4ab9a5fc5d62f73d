import { COLORS } from '../colors.ts';
import type { Row } from '../dashboard-file.ts';
import { FAILURE_MODES, siteLinks } from '../links.ts';
import { OF_SITES, ofPolls } from '../selectors.ts';
import { table } from '../table-panel.ts';
import { REMARKABLE } from '../thresholds.ts';
import { timePanel } from '../time-panel.ts';
import { OUTCOME_COLORS } from './outcome-colors.ts';
import { pollsByOutcome } from './poll-queries.ts';

const ofWindow = (name: string, selector: string): string => `max by (site, window) (${name}${selector})`;
const poll = (name: string): string => ofWindow(name, ofPolls('meetings'));
const age = (name: string): string => `time() - ${poll(name)}`;

const STATES = {
  '0': { text: 'good', color: COLORS.good },
  '1': { text: 'waiting for Webex', color: COLORS.usual },
  '2': { text: 'failed', color: COLORS.bad },
} as const;

/** 2: failed, 1: Webex has no figures yet, 0: good. */
const state = `2 * (1 - ${poll('webex_poll_success')})
+ on (site, window) (
  ${ofWindow('webex_window_pending', OF_SITES)} or 0 * ${poll('webex_poll_success')}
)`;
const outcome = `max by (account, site, window, outcome) (webex_poll_outcome${ofPolls('meetings')})`;

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
      series: pollsByOutcome('meetings').map((query) => ({ query, legend: '{{outcome}}', style: 'bars' })),
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
  bottomk(10, max by (site, window) (webex_poll_last_success_timestamp_seconds${ofPolls('meetings')} @ end()))`,
          legend: '{{site}} {{window}}',
        },
      ],
    }),
    table({
      title: 'Windows',
      description:
        'Every window of every site: those that fail first. Changed: how long ago the figures shown last became others. Folded: label values added up as "other".',
      width: 24,
      height: 10,
      keys: { account: 'Account', site: 'Site', window: 'Window', outcome: 'Outcome' },
      links: { Site: siteLinks(), Outcome: [FAILURE_MODES] },
      keyWidths: { Account: 100, Site: 195, Window: 75, Outcome: 115 },
      columns: [
        { name: 'Newest poll', query: state, unit: 'short', words: STATES, width: 140 },
        {
          name: 'Figures up to',
          query: `1000 * (${ofWindow('webex_window_end_timestamp_seconds', OF_SITES)} - 1)`,
          unit: 'time:ddd D MMM',
          width: 115,
        },
        {
          name: 'Changed',
          query: `time() - ${ofWindow('webex_window_last_change_timestamp_seconds', OF_SITES)}`,
          unit: 's',
          decimals: 0,
          width: 100,
        },
        {
          name: 'Last good answer',
          query: age('webex_poll_last_success_timestamp_seconds'),
          unit: 's',
          decimals: 0,
          look: {
            colors: [
              COLORS.usual,
              [REMARKABLE.lateAnswerSeconds, COLORS.notable],
              [REMARKABLE.staleAnswerSeconds, COLORS.bad],
            ],
          },
          width: 135,
        },
        {
          name: 'Last attempt',
          query: age('webex_poll_last_attempt_timestamp_seconds'),
          unit: 's',
          decimals: 0,
          width: 110,
        },
        {
          name: 'Interval',
          query: poll('webex_poll_interval_seconds'),
          unit: 's',
          decimals: 0,
          width: 90,
        },
        {
          name: 'Took',
          query: poll('webex_poll_duration_seconds'),
          unit: 's',
          decimals: 1,
          look: { bar: COLORS.hours },
        },
        {
          name: 'Failures in a day',
          query: `sum by (site, window) (increase(webex_polls_total${ofPolls('meetings', 'outcome!="success"')}[1d]))`,
          unit: 'short',
          decimals: 0,
          width: 130,
        },
        {
          name: 'Folded',
          query: `sum by (site, window) (max by (site, window, label) (webex_folded_label_values${ofPolls('meetings')}))`,
          unit: 'short',
          decimals: 0,
          look: { colors: [COLORS.usual, [1, COLORS.notable]] },
          width: 80,
        },
        { name: 'Outcome', query: outcome, unit: 'short', isHidden: true },
      ],
    }),
  ],
};
