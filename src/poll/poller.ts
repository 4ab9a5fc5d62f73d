import type { Clock } from '../clock.ts';
import type { PollRecord } from '../snapshot/snapshot.ts';
import type { Secret } from '../secret.ts';
import { summarize, type Summary } from '../snapshot/summary.ts';
import type { Failure, Verdict } from '../webex/verdict.ts';
import type { Outcome } from '../webex/outcome.ts';
import type { Gate } from '../webex/gate.ts';
import type { TokenResult } from '../webex/token.ts';
import { rangeAt, type Window } from '../window.ts';
import type { Account } from './account.ts';
import type { Entry } from './suspension.ts';
import { pauseMs, planRetry, type Retry } from './retry.ts';

/** Webex's own ids have about 60; what a proxy sends may be anything. */
const MAX_ID_CHARACTERS = 128;

/** One window of one site, and how it is asked. */
export interface Target {
  readonly site: string;
  readonly window: Window;
  readonly delayDays: number;
  /** Ask as on this instant's UTC day. Default: now, for each request anew. */
  readonly asOfMs?: number;
  /** A poll is given up when a retry would begin later than this after its start. */
  readonly intervalMs: number;
  readonly maxLabelValues: number;
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
  readonly verdict: Verdict;
  /** On success only. */
  readonly summary?: Summary;
}

/** One poll of one site and window, with its retries. Rejects only when `signal` aborts: then nothing is to be recorded. */
export type Poll = (account: Account, target: Target, signal: AbortSignal) => Promise<PollResult>;

export function createPoller({ clock, random, redact, plan = planRetry }: PollerOptions): Poll {
  return async (account, target, signal) => {
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
        if (entry !== 'trial') entry = account.suspension.enter();
        refused ??= account.suspension.refusedToken;
        token =
          typeof entry === 'string' ? await account.tokens.current(signal, refused) : { failure: entry };
      }
      const asked = await ask(account, target, { token, refusals }, clock, signal);
      const { verdict } = asked;
      waitedMs += asked.waitedMs;
      const elapsedMs = Math.max(0, clock.now() - attemptMs);
      const timing = { attemptMs, durationMs: Math.max(0, elapsedMs - waitedMs) };
      if (asked.isAccepted) account.suspension.end();
      if (verdict.outcome === 'success') {
        const record = { ...timing, outcome: verdict.outcome };
        return { record, verdict, summary: summarize(verdict.answer, target) };
      }

      failures.push(verdict);
      if (verdict.outcome === 'unauthorized' && 'token' in token) refused = token.token;
      // Without a token there is nothing to refuse: its source has already said why none can be had.
      const retry =
        'failure' in token && verdict.outcome === 'unauthorized' ? undefined : plan(failures, random);
      if (retry === undefined || elapsedMs + delayMs(retry) > target.intervalMs) {
        const { outcome, message, trackingId } = verdict;
        if (outcome === 'unauthorized') account.suspension.begin(verdict, refused);
        const words = {
          problem: redact(message),
          trackingId: trackingId && redact(trackingId).slice(0, MAX_ID_CHARACTERS),
        };
        return { record: { ...timing, outcome, ...words }, verdict };
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
  readonly verdict: Verdict;
  readonly waitedMs: number;
  /** Webex answered and did not refuse the token. */
  readonly isAccepted: boolean;
}

async function ask(
  { gate, client, suspension, analyticsUrl }: Account,
  { site, window, delayDays, asOfMs }: Target,
  { token, refusals }: { readonly token: TokenResult; readonly refusals: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<Asked> {
  if ('failure' in token) {
    heedThrottling(gate, token.failure, clock);
    return { verdict: token.failure, waitedMs: 0, isAccepted: false };
  }
  const pass = await gate.enter(site, signal);
  try {
    // Another poll may have learnt meanwhile that the token is refused.
    const refusal = suspension.refusalSince(refusals);
    if (refusal) return { verdict: refusal, waitedMs: pass.waitedMs, isAccepted: false };
    // The days are taken when the request leaves: midnight may have passed while it waited.
    const range = rangeAt(asOfMs ?? clock.now(), window, delayDays);
    const query = { site, range, baseUrl: analyticsUrl, token: token.token };
    const verdict = await client.askAggregates(query, signal);
    heedThrottling(gate, verdict, clock);
    const { outcome } = verdict;
    const isRenewed = token.token.reveal() !== suspension.refusedToken?.reveal();
    const isAccepted = ACCEPTING.has(outcome) || (isRenewed && !NOT_ACCEPTING.has(outcome));
    return { verdict, waitedMs: pass.waitedMs, isAccepted };
  } finally {
    pass.leave();
  }
}

/** Called before the place is given back: who waits for it must find the account paused. */
function heedThrottling(gate: Gate, verdict: Verdict, clock: Clock): void {
  if (verdict.outcome === 'rate_limited') gate.pauseUntil(clock.now() + pauseMs(verdict));
}

function delayMs(retry: Retry): number {
  return retry.kind === 'wait' || retry.kind === 'pause_account' ? retry.ms : 0;
}

/** The named host is on the allow-list; the token goes there by https, whatever the scheme was before. */
function moveRegion(account: Account, host: string): void {
  const url = new URL(account.analyticsUrl);
  url.protocol = 'https:';
  url.host = host;
  url.port = '';
  account.analyticsUrl = url;
}
