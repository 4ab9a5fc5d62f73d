import type { Redact, Secret } from '../secret.ts';
import type { PerformExchange } from './exchange.ts';
import { parseJson } from '../json.ts';
import { toRequest, type Question } from './question.ts';
import type { TokenSource } from './token.ts';
import { readAnswered, type Failure } from './verdict.ts';

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

export interface ApiOptions {
  readonly exchange: PerformExchange;
  readonly tokens: TokenSource;
  readonly baseUrl: URL;
  readonly now: () => number;
  /** Takes secrets out of words, should Webex or something before it echo the token. */
  readonly redact: Redact;
}

export function createApi({ exchange, tokens, baseUrl, now, redact }: ApiOptions): Api {
  async function askWith(token: Secret, question: Question, signal: AbortSignal): Promise<ApiAnswer> {
    const answer = await exchange(toRequest(question, baseUrl, token), signal);
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
