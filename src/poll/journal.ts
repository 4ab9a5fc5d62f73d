import type { Logger } from '../log.ts';
import { keyId, type TargetKey } from '../snapshot/target-key.ts';
import type { Answer } from '../snapshot/summary.ts';
import type { Outcome } from '../webex/outcome.ts';
import type { Failure } from '../webex/verdict.ts';
import type { Advice } from './advice.ts';
import type { PollResult } from './poller.ts';

/** Writes polls to the log: one line when what a target's polls say changes, not one per poll. */
export interface Journal {
  write(key: TargetKey, result: PollResult): void;
  /**
   * The next failure of each target, of an account or of all, is written even if it is the one before: after a change of the
   * configuration, or of the account's token.
   */
  forgetFailures(account?: string): void;
}

/** What an account's polls have in common when it happens: said of the account, once. */
const ACCOUNT_WIDE: ReadonlySet<Outcome> = new Set<Outcome>(['unauthorized', 'network']);

/** `adviceOf` gives a collector's words. */
export function createJournal(log: Logger, adviceOf: (collector: string) => Advice): Journal {
  /** By target: what was said of it. */
  const newest = new Map<string, { readonly account: string; readonly said: string }>();
  /** What has had figures: of a site's windows the first one is told of. */
  const known = new Set<string>();
  /** By account and collector: failures of all of it that were said, until one of its polls succeeds. */
  const shared = new Map<string, Set<string>>();

  /** Whether an account-wide failure was said already. */
  function isSaid(about: TargetKey, { outcome, message }: Failure): boolean {
    if (!ACCOUNT_WIDE.has(outcome)) return false;
    const said = shared.get(accountOf(about)) ?? new Set();
    shared.set(accountOf(about), said);
    const words = `${outcome} ${message}`;
    return said.size === said.add(words).size;
  }

  function writeFailure(about: TargetKey, failure: Failure): void {
    const { outcome, status, trackingId, message, advice } = failure;
    if (isSaid(about, failure)) return;
    log.warn('poll failed', {
      ...about,
      outcome,
      status,
      tracking_id: trackingId,
      problem: message,
      advice: advice ?? adviceOf(about.collector)[outcome],
    });
  }

  function writeSuccess(
    about: TargetKey,
    before: string | undefined,
    { defects, moreDefects = 0 }: Pick<Answer, 'defects' | 'moreDefects'>,
  ): void {
    if (before === undefined) {
      const id = keyId({ ...about, window: undefined });
      log[known.has(id) ? 'debug' : 'info']('first figures', { ...about, outcome: 'success' });
      known.add(id);
    } else if (!before.startsWith('success')) {
      log.info(before === PENDING ? 'the figures have come' : 'poll recovered', {
        ...about,
        outcome: 'success',
      });
    }
    if (defects.length === 0) return;
    log.warn('the answer has unusable fields; their series are left out', {
      ...about,
      outcome: 'success',
      fields: defects.join(' '),
      field_count: defects.length + moreDefects,
    });
  }

  return {
    forgetFailures(only) {
      for (const name of shared.keys()) {
        if (only === undefined || name.startsWith(`${only} `)) shared.delete(name);
      }
      for (const [id, { account, said }] of newest) {
        const isFailure = !said.startsWith('success') && said !== PENDING;
        if (isFailure && (only ?? account) === account) newest.set(id, { account, said: FORGOTTEN });
      }
    },
    write({ collector, account, site, window }, { record, verdict }) {
      const about = { collector, account, site, window };
      const { outcome } = verdict;
      const { durationMs, pendingUntilMs } = record;
      log.debug('poll ended', { ...about, outcome, duration_ms: Math.round(durationMs) });

      const defects = outcome === 'success' ? verdict.answer.defects : [];
      const said = pendingUntilMs === undefined ? [outcome, ...defects].join(' ') : PENDING;
      const id = keyId(about);
      const before = newest.get(id)?.said;
      newest.set(id, { account, said });
      if (outcome === 'success') shared.delete(accountOf(about));
      if (before === said) return;
      if (outcome === 'success') writeSuccess(about, before, verdict.answer);
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

function accountOf({ account, collector }: TargetKey): string {
  return `${account} ${collector}`;
}
