import type { Logger } from '../log.ts';
import { keyId, type TargetKey } from '../snapshot/target-key.ts';
import type { Failure } from '../webex/verdict.ts';
import type { Advice } from './advice.ts';
import type { PollResult } from './poller.ts';

/** Writes polls to the log: one line when what a target's polls say changes, not one per poll. */
export interface Journal {
  write(key: TargetKey, result: PollResult): void;
  /** The next failure of each target is written even if it is the one before: after a change of the configuration. */
  forgetFailures(): void;
}

/** `adviceOf` gives a collector's words. */
export function createJournal(log: Logger, adviceOf: (collector: string) => Advice): Journal {
  const newest = new Map<string, string>();

  function writeFailure(about: TargetKey, failure: Failure): void {
    const { outcome, status, trackingId, message } = failure;
    log.warn('poll failed', {
      ...about,
      outcome,
      status,
      tracking_id: trackingId,
      problem: message,
      advice: adviceOf(about.collector)[outcome],
    });
  }

  function writeSuccess(about: TargetKey, before: string | undefined, defects: readonly string[]): void {
    if (!before?.startsWith('success')) log.info(describeSuccess(before), { ...about, outcome: 'success' });
    if (defects.length === 0) return;
    log.warn('the answer has unusable fields; their series are left out', {
      ...about,
      outcome: 'success',
      fields: defects.slice(0, 10).join(' '),
      field_count: defects.length,
    });
  }

  return {
    forgetFailures() {
      for (const [id, said] of newest) {
        if (!said.startsWith('success') && said !== PENDING) newest.set(id, FORGOTTEN);
      }
    },
    write({ collector, account, site, window }, { record, verdict }) {
      const about = { collector, account, site, window };
      const { outcome } = verdict;
      const { durationMs, pendingUntilMs } = record;
      log.debug('poll ended', { ...about, outcome, duration_ms: Math.round(durationMs) });

      const defects = outcome === 'success' ? verdict.answer.defects : [];
      const said = pendingUntilMs === undefined ? [outcome, ...defects].join(' ') : PENDING;
      const before = newest.get(keyId(about));
      newest.set(keyId(about), said);
      if (before === said) return;
      if (outcome === 'success') writeSuccess(about, before, defects);
      else if (pendingUntilMs === undefined) writeFailure(about, verdict);
      else {
        log.info('Webex has no figures for these days yet; they are not late before the instant given', {
          ...about,
          outcome,
          late_from: new Date(pendingUntilMs).toISOString(),
        });
      }
    },
  };
}

const PENDING = 'pending';

/** Something failed, whatever it was. */
const FORGOTTEN = 'forgotten';

function describeSuccess(before: string | undefined): string {
  if (before === undefined) return 'first figures';
  return before === PENDING ? 'the figures have come' : 'poll recovered';
}
