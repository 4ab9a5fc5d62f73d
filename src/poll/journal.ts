import type { Logger } from '../log.ts';
import type { PollResult, Target } from './poller.ts';
import { ADVICE } from './advice.ts';

/** Writes polls to the log: one line when what a window's polls say changes, not one per poll. */
export interface Journal {
  write(accountName: string, target: Target, result: PollResult): void;
}

export function createJournal(log: Logger): Journal {
  const newest = new Map<string, string>();

  return {
    write(account, target, { record, verdict }) {
      const about = { account, site: target.site, window: target.window.label, outcome: verdict.outcome };
      log.debug('poll ended', { ...about, duration_ms: Math.round(record.durationMs) });

      const id = `${target.site} ${target.window.label}`;
      const before = newest.get(id);
      if (verdict.outcome !== 'success') {
        newest.set(id, verdict.outcome);
        if (before === verdict.outcome) return;
        const { status, trackingId, message } = verdict;
        log.warn('poll failed', {
          ...about,
          status,
          tracking_id: trackingId,
          problem: message,
          advice: ADVICE[verdict.outcome],
        });
        return;
      }

      const { defects } = verdict.answer;
      const now = `success ${defects.join(' ')}`;
      newest.set(id, now);
      if (before === now) return;
      if (!before?.startsWith('success'))
        log.info(before === undefined ? 'first figures' : 'poll recovered', about);
      if (defects.length > 0) {
        log.warn('the answer has unusable fields; their series are left out', {
          ...about,
          fields: defects.slice(0, 10).join(' '),
          field_count: defects.length,
        });
      }
    },
  };
}
