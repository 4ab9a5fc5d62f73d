import type { Secret } from '../secret.ts';
import { parseJson } from './answer.ts';
import { resolveUrl } from './client.ts';
import type { Endpoint, Exchange, PerformExchange } from './exchange.ts';
import type { TokenSource } from './token.ts';
import { judgeRefusal, judgeUnanswered, type Failure } from './verdict.ts';

export interface ApiQuestion {
  readonly endpoint: Endpoint;
  /** Below the base URL, e.g. `v1/licenses`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Makes it a POST with this as JSON. */
  readonly body?: unknown;
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
  ask(question: ApiQuestion, signal: AbortSignal): Promise<ApiAnswer>;
}

export interface ApiOptions {
  readonly exchange: PerformExchange;
  readonly tokens: TokenSource;
  readonly baseUrl: URL;
  readonly now: () => number;
  /** Takes secrets out of a body, should Webex or something before it echo the token. */
  readonly redact: (text: string) => string;
}

export function createApi({ exchange, tokens, baseUrl, now, redact }: ApiOptions): Api {
  async function askWith(token: Secret, question: ApiQuestion, signal: AbortSignal): Promise<ApiAnswer> {
    const { endpoint, path, query, body } = question;
    const url = resolveUrl(baseUrl, path);
    url.search = query?.toString() ?? '';
    const authorization = `Bearer ${token.reveal()}`;
    const request =
      body === undefined
        ? { endpoint, method: 'GET' as const, url, headers: { authorization } }
        : {
            endpoint,
            method: 'POST' as const,
            url,
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    return readAnswer(await exchange(request, signal));
  }

  function readAnswer(answer: Exchange): ApiAnswer {
    if (answer.kind !== 'answered') return { failure: judgeUnanswered(answer) };
    const body = redact(answer.body);
    return answer.status >= 200 && answer.status <= 299
      ? { document: parseJson(body), link: answer.link }
      : { failure: judgeRefusal({ ...answer, body }, now()) };
  }

  return {
    async ask(question, signal) {
      const first = await tokens.current(signal);
      if ('failure' in first) return first;
      const answer = await askWith(first.token, question, signal);
      if (!('failure' in answer) || answer.failure.outcome !== 'unauthorized') return answer;
      const second = await tokens.replace(first.token, signal);
      return 'failure' in second ? second : askWith(second.token, question, signal);
    },
  };
}
