import type { KeptAnswer } from '../../../src/backfill/answer-log.ts';
import type { Summary } from '../../../src/snapshot/summary.ts';
import { windowKey } from '../../support/targets.ts';

/** An answer of so many meetings and nothing else, of `a.webex.com` in one day unless told otherwise. */
export function keptAnswer(meetings: number, changes: Partial<KeptAnswer> = {}): KeptAnswer {
  return { ...windowKey('a.webex.com', '1d'), summary: summaryOf(meetings), ...changes };
}

export function summaryOf(meetings: number, changes: Partial<Summary> = {}): Summary {
  return {
    figures: { totalMeetings: meetings },
    breakdowns: {},
    folded: {},
    ...changes,
  };
}
