import type { Clock } from '../clock.ts';
import type { PollRecord } from '../snapshot/snapshot.ts';
import { summarize, type Summary } from '../snapshot/summary.ts';
import type { Failure, Verdict } from '../webex/verdict.ts';
import type { TokenResult } from '../webex/token.ts';
import { rangeAt, type Window } from '../window.ts';
import type { Account } from './account.ts';
import { planRetry, type Retry } from './retry.ts';

/** One window of one site, and how it is asked. */
export interface Target {
  readonly site: string;
  readonly window: Window;
  readonly delayDays: number;
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
}

export interface PollResult {
  readonly record: PollRecord;
  readonly verdict: Verdict;
  /** On success only. */
  readonly summary?: Summary;
}

/** One poll of one site and window, with its retries. Rejects only when `signal` aborts: then nothing is to be recorded. */
export type Poll = (account: Account, target: Target, signal: AbortSignal) => Promise<PollResult>;

export function createPoller({ clock, random, redact }: PollerOptions): Poll {
  return async (account, target, signal) => {
    const attemptMs = clock.now();
    const failures: Failure[] = [];
    let waitedMs = 0;
    let token = await account.tokens.current(signal);

    for (;;) {
      const asked = await ask(account, target, token, clock, signal);
      const { verdict } = asked;
      waitedMs += asked.waitedMs;
      const elapsedMs = Math.max(0, clock.now() - attemptMs);
      const timing = { attemptMs, durationMs: Math.max(0, elapsedMs - waitedMs) };
      if (verdict.outcome === 'success') {
        const record = { ...timing, outcome: verdict.outcome, problem: undefined };
        return { record, verdict, summary: summarize(verdict.answer, target) };
      }

      failures.push(verdict);
      const retry = isRefusedToken(token) ? undefined : planRetry(failures, random);
      if (retry?.kind === 'pause_account') account.gate.pauseUntil(clock.now() + retry.ms);
      if (retry === undefined || elapsedMs + delayMs(retry) > target.intervalMs) {
        const { outcome, message } = verdict;
        return { record: { ...timing, outcome, problem: redact(message) }, verdict };
      }
      if (retry.kind === 'wait') await clock.sleep(retry.ms, signal);
      if (retry.kind === 'move_region') moveRegion(account, retry.host);
      token =
        retry.kind === 'replace_token' && 'token' in token
          ? await account.tokens.replace(token.token, signal)
          : await account.tokens.current(signal);
    }
  };
}

async function ask(
  { gate, client, analyticsUrl }: Account,
  { site, window, delayDays }: Target,
  token: TokenResult,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ verdict: Verdict; waitedMs: number }> {
  if ('failure' in token) return { verdict: token.failure, waitedMs: 0 };
  const pass = await gate.enter(site, signal);
  try {
    // The days are taken when the request leaves: midnight may have passed while it waited.
    const range = rangeAt(clock.now(), window, delayDays);
    const query = { site, range, baseUrl: analyticsUrl, token: token.token };
    return { verdict: await client.askAggregates(query, signal), waitedMs: pass.waitedMs };
  } finally {
    pass.leave();
  }
}

/** The source itself says that no token can be had; asking it again would ask the token endpoint again. */
function isRefusedToken(token: TokenResult): boolean {
  return 'failure' in token && token.failure.outcome === 'unauthorized';
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
