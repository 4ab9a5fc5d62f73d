import type { Clock } from '../clock.ts';
import type { Redact, Secret } from '../secret.ts';
import { toShown } from '../shown-text.ts';
import type { PollRecord } from '../snapshot/snapshot.ts';
import { summarise, type Answer, type Summary } from '../snapshot/summary.ts';
import type { Outcome } from '../webex/outcome.ts';
import type { TokenResult } from '../webex/token.ts';
import type { Failure, Verdict } from '../webex/verdict.ts';
import type { Account } from './account.ts';
import { ask } from './asking.ts';
import { planRetry, type Retry } from './retry.ts';
import type { Entry, Suspension } from './suspension.ts';
import type { Target } from './target.ts';

/** Of the path of an unusable field, in which names are Webex's. */
const MAX_PATH_CHARACTERS = 128;

/** What bounds one poll. */
export interface PollLimits {
  /** A poll is given up when a retry would begin later than this after its start. */
  readonly giveUpAfterMs: number;
  /** Ask as at this instant. Default: the present, for each request anew. */
  readonly asOfMs?: number;
}

export interface PollerOptions {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Takes secrets out of words that come from answers. */
  readonly redact: Redact;
  /** What to do after failures. Default: `planRetry`. */
  readonly plan?: typeof planRetry;
}

export interface PollResult {
  readonly record: PollRecord;
  readonly verdict: Verdict<Answer>;
  /** On success only. */
  readonly summary?: Summary;
}

/** One poll of one target, with its retries. Rejects only when `signal` aborts: then nothing is to be recorded. */
export type Poll = (
  account: Account,
  target: Target,
  limits: PollLimits,
  signal: AbortSignal,
) => Promise<PollResult>;

export function createPoller({ clock, random, redact, plan = planRetry }: PollerOptions): Poll {
  return async (account, target, { giveUpAfterMs, asOfMs }, signal) => {
    const attemptMs = clock.now();
    const failures: Failure[] = [];
    let waitedMs = 0;
    let entry: Entry = 'free';
    let token: TokenResult | undefined;
    let refused: Secret | undefined;
    /** Another region's address, which Webex named in this poll. */
    let namedUrl: URL | undefined;

    for (;;) {
      const { refusals } = account.suspension;
      if (token === undefined) {
        // The one poll that tries whether a refusal still stands may do so with all its retries.
        if (entry !== 'trial') entry = enter(account.suspension, target);
        refused ??= account.suspension.refusedToken;
        token =
          typeof entry === 'string' ? await account.tokens.current(signal, refused) : { failure: entry };
      }
      const asked = await ask(account, target, { token, refusals, namedUrl, asOfMs, clock, signal });
      const { verdict } = asked;
      waitedMs += asked.waitedMs;
      const elapsedMs = Math.max(0, clock.now() - attemptMs);
      const timing = { attemptMs, durationMs: Math.max(0, elapsedMs - waitedMs) };
      if (asked.isAccepted) account.suspension.end();
      if (verdict.outcome === 'success') {
        const { outcome } = verdict;
        const { defects } = verdict.answer;
        const shown = defects.map((path) => toShown(path, redact, MAX_PATH_CHARACTERS));
        const answer = { ...verdict.answer, defects: shown };
        const summary = summarise(answer, target.maxLabelValues, redact);
        return { record: { ...timing, outcome }, verdict: { outcome, answer }, summary };
      }

      failures.push(verdict);
      const isRefused = verdict.outcome === 'unauthorized' && !verdict.isForeign;
      if (isRefused && 'token' in token) refused = token.token;
      // Without a token there is nothing to refuse: its source has already said why none can be had.
      const retry =
        'failure' in token && verdict.outcome === 'unauthorized'
          ? undefined
          : plan(failures, random, target.maxRetries);
      if (retry === undefined || elapsedMs + delayMs(retry) > giveUpAfterMs) {
        const { outcome, message, trackingId, advice, isForeign } = verdict;
        if (isRefused && target.isRequired) account.suspension.begin(verdict, refused);
        if (asked.url && DOUBTFUL.has(outcome)) account.region.doubt(asked.url);
        const pendingUntilMs = outcome === 'no_data' ? asked.pendingUntilMs : undefined;
        const words = { problem: redact(message), trackingId, advice, isForeign };
        return { record: { ...timing, outcome, ...words, pendingUntilMs }, verdict };
      }
      if (retry.kind === 'wait') await clock.sleep(retry.ms, signal);
      if (retry.kind === 'move_region') namedUrl = account.region.at(retry.host);
      token =
        retry.kind === 'replace_token' && 'token' in token
          ? await account.tokens.replace(token.token, signal)
          : undefined;
    }
  };
}

/** After these a region that was proven has to prove itself anew. */
const DOUBTFUL: ReadonlySet<Outcome> = new Set<Outcome>([
  'invalid_response',
  'unauthorized',
  'wrong_region',
  'server_error',
  'timeout',
  'network',
]);

/** The token is for required targets to try, and for their polls to judge: Webex may refuse it for one API alone. */
function enter(suspension: Suspension, { isRequired }: Target): Entry {
  return isRequired ? suspension.enter() : (suspension.refusalSince(0) ?? 'free');
}

function delayMs(retry: Retry): number {
  return retry.kind === 'wait' || retry.kind === 'pause_account' ? retry.ms : 0;
}
