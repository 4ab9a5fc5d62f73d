import type { RecordingRule } from './rule-file.ts';
import { DAY_INTERVAL, dayFigure, RECORDED, siteThreshold } from './series.ts';

const LAST_CHANGE = dayFigure('webex_window_last_change_timestamp_seconds');

/** What was shown before this evaluation. */
const BEFORE = '[3h] offset 5m';

/** How late after a day's end its figures still move, and whether the shown day may be judged. */
export const SETTLE_RULES: readonly RecordingRule[] = [
  { record: RECORDED.dayEnd, expr: dayFigure('webex_window_end_timestamp_seconds') },
  {
    record: RECORDED.lateness,
    comment: `Seconds from the end of a day to a change of its figures, at the moment of the change. The first answer after a gap of two
intervals, such as a start, may find figures that came long before: it is no evidence.`,
    expr: `${LAST_CHANGE} - ${RECORDED.dayEnd}
and on (site)
  ${LAST_CHANGE} > max by (site) (${before('webex_window_last_change_timestamp_seconds', '')})
and on (site)
  max by (site) (${before('webex_poll_last_attempt_timestamp_seconds', ',collector!="live"')})
  >= ${LAST_CHANGE} - 2 * max by (site) (${DAY_INTERVAL})
and on (site)
  ${before('webex_poll_outcome', ',collector!="live",outcome=~"success|no_data"')}`,
  },
  {
    record: RECORDED.settle,
    comment: 'Seconds after the end of a day until its figures moved no more, in the past four weeks.',
    expr: `max_over_time(${RECORDED.lateness}[4w]) > on (site) 3600 * ${siteThreshold('settleHour')}
or on (site)
  3600 * ${siteThreshold('settleHour')}`,
  },
  {
    record: RECORDED.settled,
    comment: 'Asked for after that time, and long enough ago for one more poll and a scrape.',
    expr: `0 * (
  ${dayFigure('webex_poll_last_success_timestamp_seconds')} - ${RECORDED.dayEnd} >= on (site) ${RECORDED.settle}
) + 1
and on (site)
  (time() - ${RECORDED.dayEnd} - ${RECORDED.patience} - 900 >= on (site) ${RECORDED.settle})`,
  },
];

function before(name: string, matchers: string): string {
  return `last_over_time(${name}{window="1d"${matchers}}${BEFORE})`;
}
