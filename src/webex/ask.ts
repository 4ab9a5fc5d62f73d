import { parseJson } from '../json.ts';
import { ownTurn } from '../own-turn.ts';
import type { Redact, Secret } from '../secret.ts';
import type { PerformExchange } from './exchange.ts';
import { toRequest, type Question } from './question.ts';
import type { TokenSource } from './token.ts';
import { judge, readAnswered, type Decode, type Failure, type Verdict } from './verdict.ts';

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
    await ownTurn(now);
    signal.throwIfAborted();
    const quoted = [baseUrl.hostname, ...(site === undefined ? [] : [site])];
    const quotedHosts = base === 'analytics' ? quoted : undefined;
    const verdict = judge(answer, { decode, quotedHosts, nowMs: now(), redact });
    // To use figures takes as long again at a start; a refusal concerns who asks next, and is told at once.
    if (verdict.outcome === 'success') await ownTurn(now);
    signal.throwIfAborted();
    return verdict;
  };
}

export type ApiAnswer =
  | {
      /** The parsed body; undefined when it is not JSON. */
      readonly document: unknown;
      /** The `Link` header, which names the next page of a list. */
      readonly link: string | undefined;
    }
  | { readonly failure: Failure };

/** The general Webex API, asked with an account's token: what is around the analytics API. */
export interface Api {
  /** One question; a refused token is replaced once. Rejects only when `signal` aborts. */
  ask(question: Question, signal: AbortSignal): Promise<ApiAnswer>;
}

export function createApi(
  { exchange, now, redact }: AskOptions,
  { tokens, baseUrl }: { readonly tokens: TokenSource; readonly baseUrl: URL },
): Api {
  async function askWith(token: Secret, question: Question, signal: AbortSignal): Promise<ApiAnswer> {
    const answer = await exchange(toRequest(question, baseUrl, token), signal);
    await ownTurn(now);
    const read = readAnswered(answer, { nowMs: now(), redact });
    return 'failure' in read ? read : { document: parseJson(read.answered.body), link: read.answered.link };
  }

  return {
    async ask(question, signal) {
      const first = await tokens.current(signal);
      if ('failure' in first) return first;
      const answer = await askWith(first.token, question, signal);
      if (!('failure' in answer) || answer.failure.outcome !== 'unauthorized') return answer;
      if (answer.failure.isForeign) return answer;
      const second = await tokens.replace(first.token, signal);
      return 'failure' in second ? second : askWith(second.token, question, signal);
    },
  };
}
