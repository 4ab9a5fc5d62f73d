import type { Outcome } from '../webex/outcome.ts';
import type { RuleGroup } from './rule-file.ts';
import { indent, ofMeetings, recent, RECORDED } from './series.ts';

const BY = 'account, site, window';

/** What passes by itself. */
export const UNAVAILABLE: readonly Outcome[] = ['server_error', 'timeout', 'network', 'invalid_response'];

/** How polls stand, over restarts of the exporter and for any poll interval. */
export const POLL_GROUP: RuleGroup = {
  name: 'webex-polls',
  rules: [
    {
      record: RECORDED.pollSuccess,
      comment: 'The newest state of polls, whichever exporter says it: of two, the one that succeeds counts.',
      expr: `max by (${BY}) (${ofMeetings('webex_poll_success')})`,
    },
    {
      record: RECORDED.failing,
      comment: 'How the newest poll of a window failed.',
      expr: `max by (${BY}, outcome) (${ofMeetings('webex_poll_outcome', ',outcome!="success"')})
and on (${BY})
  ${RECORDED.pollSuccess} == 0`,
    },
    {
      record: RECORDED.unauthorized,
      comment: 'Accounts whose token is refused, of live meetings too: nothing else about them is news.',
      expr: `count by (account) (
  max by (${BY}, collector) (${recent('webex_poll_outcome', '{outcome="unauthorized"}')})
  and on (${BY}, collector)
    max by (${BY}, collector) (${recent('webex_poll_success')}) == 0
)`,
    },
    {
      record: RECORDED.overdue,
      comment: 'Windows without a good answer for one and a half intervals, and a quarter of an hour.',
      expr: `${RECORDED.pollSuccess} == 0
unless on (${BY})
  time() - max by (${BY}) (${ofMeetings('webex_poll_last_success_timestamp_seconds')})
  <= 1.5 * max by (${BY}) (${ofMeetings('webex_poll_interval_seconds')}) + 900`,
    },
    {
      record: RECORDED.figuresMissing,
      comment: 'Sites of which polls fail for what passes by itself, and have left nothing to show.',
      expr: bySite(`${failing([...UNAVAILABLE, 'rate_limited'])}
unless on (site, window)
  ${recent('webex_window_end_timestamp_seconds')}
unless on (site, window)
  ${recent('webex_meetings')}`),
    },
  ],
};

/** Windows whose newest poll failed in one of some ways. */
export function failing(outcomes: readonly Outcome[]): string {
  return `${RECORDED.failing}{outcome=~"${outcomes.join('|')}"}`;
}

/** Sites of which polls have failed for long in one of some ways, and figures are left. */
export function overdue(outcomes: readonly Outcome[]): string {
  return `${bySite(`${failing(outcomes)}
and on (${BY})
  ${RECORDED.overdue}`)}
unless on (account, site)
  ${RECORDED.figuresMissing}`;
}

export function bySite(windows: string): string {
  return `group by (account, site) (\n  ${indent(windows)}\n)`;
}
