import type { RuleGroup } from './rule-file.ts';
import { ofMeetings, RECORDED } from './series.ts';

const BY = 'account, site, window';

/** The newest state of polls, whichever exporter says it: of two, the one that succeeds counts. */
export const POLL_SUCCESS = `max by (${BY}) (${ofMeetings('webex_poll_success')})`;

/** How polls stand, over restarts of the exporter and for any poll interval. */
export const POLL_GROUP: RuleGroup = {
  name: 'webex-polls',
  rules: [
    {
      record: RECORDED.failing,
      comment: 'How the newest poll of a window failed.',
      expr: `max by (${BY}, outcome) (${ofMeetings('webex_poll_outcome', ',outcome!="success"')})
and on (${BY})
  ${POLL_SUCCESS} == 0`,
    },
    {
      record: RECORDED.overdue,
      comment:
        'Windows without a good answer for half an interval longer than there should have been one, and for a quarter of an hour.',
      expr: `${POLL_SUCCESS} == 0
unless on (${BY})
  time() - max by (${BY}) (${ofMeetings('webex_poll_last_success_timestamp_seconds')})
  <= 1.5 * max by (${BY}) (${ofMeetings('webex_poll_interval_seconds')}) + 900`,
    },
  ],
};
