import type { Clock } from '../clock.ts';
import type { PollRecord } from '../snapshot/snapshot.ts';
import type { Secret } from '../secret.ts';
import { summarise, type Answer, type Summary } from '../snapshot/summary.ts';
import { keyId } from '../snapshot/target-key.ts';
import type { Failure, Verdict } from '../webex/verdict.ts';
import type { Outcome } from '../webex/outcome.ts';
import { depart, type Departure } from '../webex/pace.ts';
import type { TokenResult } from '../webex/token.ts';
import type { Account } from './account.ts';
import { pauseMs, planRetry, type Retry } from './retry.ts';
import type { Entry, Suspension } from './suspension.ts';
import type { Target, TargetQuestion } from './target.ts';

/** Webex's own ids have about 60; what a proxy sends may be anything. */
const MAX_ID_CHARACTERS = 128;

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
  readonly redact: (text: string) => string;
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

    for (;;) {
      const { refusals } = account.suspension;
      if (token === undefined) {
        // The one poll that tries whether a refusal still stands may do so with all its retries.
        if (entry !== 'trial') entry = enter(account.suspension, target);
        refused ??= account.suspension.refusedToken;
        token =
          typeof entry === 'string' ? await account.tokens.current(signal, refused) : { failure: entry };
      }
      const asked = await ask(account, target, { token, refusals, asOfMs, clock, signal });
      const { verdict } = asked;
      waitedMs += asked.waitedMs;
      const elapsedMs = Math.max(0, clock.now() - attemptMs);
      const timing = { attemptMs, durationMs: Math.max(0, elapsedMs - waitedMs) };
      if (asked.isAccepted) account.suspension.end();
      if (verdict.outcome === 'success') {
        const record = { ...timing, outcome: verdict.outcome };
        return { record, verdict, summary: summarise(verdict.answer, target) };
      }

      failures.push(verdict);
      if (verdict.outcome === 'unauthorized' && 'token' in token) refused = token.token;
      // Without a token there is nothing to refuse: its source has already said why none can be had.
      const retry =
        'failure' in token && verdict.outcome === 'unauthorized'
          ? undefined
          : plan(failures, random, target.maxRetries);
      if (retry === undefined || elapsedMs + delayMs(retry) > giveUpAfterMs) {
        const { outcome, message, trackingId } = verdict;
        if (outcome === 'unauthorized' && target.isRequired) account.suspension.begin(verdict, refused);
        const words = {
          problem: redact(message),
          trackingId: trackingId && redact(trackingId).slice(0, MAX_ID_CHARACTERS),
        };
        const pendingUntilMs = outcome === 'no_data' ? asked.pendingUntilMs : undefined;
        return { record: { ...timing, outcome, ...words, pendingUntilMs }, verdict };
      }
      if (retry.kind === 'wait') await clock.sleep(retry.ms, signal);
      if (retry.kind === 'move_region') moveRegion(account, retry.host);
      token =
        retry.kind === 'replace_token' && 'token' in token
          ? await account.tokens.replace(token.token, signal)
          : undefined;
    }
  };
}

/** Outcomes that show that Webex took the token, whatever it said of the site. */
const ACCEPTING: ReadonlySet<Outcome> = new Set<Outcome>(['success', 'no_data', 'forbidden', 'not_found']);

/** Outcomes that show that it did not, or nothing at all. Any other shows it of a token that was not refused before. */
const NOT_ACCEPTING: ReadonlySet<Outcome> = new Set<Outcome>(['unauthorized', 'timeout', 'network']);

interface Asked {
  readonly verdict: Verdict<Answer>;
  readonly waitedMs: number;
  /** Webex answered and did not refuse the token. */
  readonly isAccepted: boolean;
  /** Before this instant figures need not be there; absent: it has passed. */
  readonly pendingUntilMs?: number | undefined;
}

interface AskContext {
  readonly token: TokenResult;
  /** Counted before the token was taken. */
  readonly refusals: number;
  readonly asOfMs: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function ask(account: Account, target: Target, context: AskContext): Promise<Asked> {
  const { gate, pace, suspension, baseUrls } = account;
  const { token, refusals, asOfMs, clock, signal } = context;
  if ('failure' in token) {
    const { failure } = token;
    if (failure.outcome === 'rate_limited') gate.pauseUntil(clock.now() + pauseMs(failure));
    return { verdict: failure, waitedMs: 0, isAccepted: false };
  }
  const questionNow = (): TargetQuestion => target.questionAt(asOfMs ?? clock.now());
  // One lane for all windows of a site, so that a site that hangs takes one place and not all of them.
  const lane = keyId({ ...target.key, window: undefined });
  const departure = await depart({ pace, gate, clock, endpoint: questionNow().endpoint, lane }, signal);
  const { waitedMs } = departure;
  try {
    // Another poll may have learnt meanwhile that the token is refused.
    const refusal = suspension.refusalSince(refusals);
    if (refusal) return { verdict: refusal, waitedMs, isAccepted: false };
    // The days are taken when the request leaves: midnight may have passed while it waited.
    const question = questionNow();
    const by = { baseUrl: baseUrls[question.base], token: token.token };
    const verdict = await account.ask(question, by, signal);
    heedThrottling(departure, verdict);
    const { outcome } = verdict;
    const isRenewed = token.token.reveal() !== suspension.refusedToken?.reveal();
    const isAccepted = ACCEPTING.has(outcome) || (isRenewed && !NOT_ACCEPTING.has(outcome));
    return { verdict, waitedMs, isAccepted, pendingUntilMs: pendingUntil(question, clock.now()) };
  } finally {
    departure.leave();
  }
}

/** The token is for required targets to try, and for their polls to judge: Webex may refuse it for one API alone. */
function enter(suspension: Suspension, { isRequired }: Target): Entry {
  return isRequired ? suspension.enter() : (suspension.refusalSince(0) ?? 'free');
}

function pendingUntil({ figuresDueMs = -Infinity }: TargetQuestion, nowMs: number): number | undefined {
  return nowMs < figuresDueMs ? figuresDueMs : undefined;
}

/** Called before the place is given back: who waits for it must find the account paused. */
function heedThrottling(departure: Departure, verdict: Verdict<unknown>): void {
  if (verdict.outcome === 'rate_limited') departure.pause(pauseMs(verdict));
}

function delayMs(retry: Retry): number {
  return retry.kind === 'wait' || retry.kind === 'pause_account' ? retry.ms : 0;
}

/** The named host is on the allow-list; the token goes there by https, whatever the scheme was before. */
function moveRegion(account: Account, host: string): void {
  const url = new URL(account.baseUrls.analytics);
  url.protocol = 'https:';
  url.host = host;
  url.port = '';
  account.baseUrls.analytics = url;
}
