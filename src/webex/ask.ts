import type { Redact, Secret } from '../secret.ts';
import type { PerformExchange } from './exchange.ts';
import { toRequest, type Question } from './question.ts';
import { judge, type Decode, type Verdict } from './verdict.ts';

/** The two hosts of Webex's APIs; only the analytics API is divided into regions. */
export type Base = 'analytics' | 'api';

/** A question that is polled: where it goes, and how its answer is read. */
export interface PolledQuestion<Answer> extends Question {
  readonly base: Base;
  /** The site in question, whose name a refusal may quote. */
  readonly site?: string | undefined;
  readonly decode: Decode<Answer>;
}

export interface AskOptions {
  readonly exchange: PerformExchange;
  readonly now: () => number;
  /** Takes secrets out of words, should Webex or something before it echo the token. */
  readonly redact: Redact;
}

/** One HTTP request, and what its answer means. Rejects only when `signal` aborts. */
export type Ask = <Answer>(
  question: PolledQuestion<Answer>,
  by: { readonly baseUrl: URL; readonly token: Secret },
  signal: AbortSignal,
) => Promise<Verdict<Answer>>;

export function createAsk({ exchange, now, redact }: AskOptions): Ask {
  return async (question, { baseUrl, token }, signal) => {
    const { base, site, decode } = question;
    const answer = await exchange(toRequest(question, baseUrl, token), signal);
    const quoted = [baseUrl.hostname, ...(site === undefined ? [] : [site])];
    const quotedHosts = base === 'analytics' ? quoted : undefined;
    return judge(answer, { decode, quotedHosts, nowMs: now(), redact });
  };
}
