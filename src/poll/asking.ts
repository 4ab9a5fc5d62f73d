import type { Clock } from '../clock.ts';
import type { Answer } from '../snapshot/summary.ts';
import { keyId } from '../snapshot/target-key.ts';
import type { Outcome } from '../webex/outcome.ts';
import { depart } from '../webex/pace.ts';
import type { TokenResult } from '../webex/token.ts';
import type { Verdict } from '../webex/verdict.ts';
import type { Account } from './account.ts';
import { pauseMs } from './retry.ts';
import type { Target, TargetQuestion } from './target.ts';

/** Outcomes that show that Webex took the token, whatever it said of the site. */
const ACCEPTING: ReadonlySet<Outcome> = new Set<Outcome>(['success', 'no_data', 'forbidden', 'not_found']);

/** Outcomes that show that it did not, or nothing at all. Any other shows it of a token that was not refused before. */
const NOT_ACCEPTING: ReadonlySet<Outcome> = new Set<Outcome>(['unauthorized', 'timeout', 'network']);

/** What one request of a poll led to. */
export interface Asked {
  readonly verdict: Verdict<Answer>;
  readonly waitedMs: number;
  /** Webex answered and did not refuse the token. */
  readonly isAccepted: boolean;
  /** Before this instant figures need not be there; absent: it has passed. */
  readonly pendingUntilMs?: number | undefined;
  /** The analytics API's base URL that was asked; absent: it was not. */
  readonly url?: URL | undefined;
}

export interface AskContext {
  readonly token: TokenResult;
  /** Counted before the token was taken. */
  readonly refusals: number;
  /** Where Webex sent this poll. */
  readonly namedUrl: URL | undefined;
  readonly asOfMs: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Makes one request of a poll, within the account's budget. Rejects only when the signal aborts. */
export async function ask(account: Account, target: Target, context: AskContext): Promise<Asked> {
  const { gate, pace, suspension, region, apiUrl } = account;
  const { token, refusals, namedUrl, asOfMs, clock, signal } = context;
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
    const url = question.base === 'analytics' ? (namedUrl ?? region.url) : undefined;
    const verdict = await account.ask(question, { baseUrl: url ?? apiUrl, token: token.token }, signal);
    const { figuresDueMs = -Infinity } = question;
    const pendingUntilMs = clock.now() < figuresDueMs ? figuresDueMs : undefined;
    if (url && !region.isTrusted(url)) {
      if (verdict.outcome === 'success') region.prove(url);
      const isAccepted = verdict.outcome === 'success';
      return { verdict: doubt(verdict, url), waitedMs, isAccepted, pendingUntilMs, url };
    }
    // Before the place is given back: who waits for it must find the account paused.
    if (verdict.outcome === 'rate_limited') departure.pause(pauseMs(verdict));
    const isAccepted = accepts(verdict, token.token.reveal() !== suspension.refusedToken?.reveal());
    return { verdict, waitedMs, isAccepted, pendingUntilMs, url };
  } finally {
    departure.leave();
  }
}

/** What something between here and Webex says is no word on the token. */
function accepts(verdict: Verdict<Answer>, isRenewed: boolean): boolean {
  const { outcome } = verdict;
  if (outcome !== 'success' && verdict.isForeign) return false;
  return ACCEPTING.has(outcome) || (isRenewed && !NOT_ACCEPTING.has(outcome));
}

/** What of an account a host that has proven nothing may not do: refuse its token, pause it, send it elsewhere. */
const CLAIMING: ReadonlySet<Outcome> = new Set<Outcome>(['unauthorized', 'rate_limited', 'wrong_region']);

function doubt(verdict: Verdict<Answer>, { host }: URL): Verdict<Answer> {
  if (verdict.outcome === 'success' || !CLAIMING.has(verdict.outcome)) return verdict;
  const { message, status, trackingId } = verdict;
  const words = `${host}, which was named instead, answers: ${message}`;
  return { outcome: 'wrong_region', message: words, status, trackingId };
}
