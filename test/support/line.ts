import type { Fetch, FetchAnswer, FetchRequest } from '../../src/fetch.ts';

/** A request as it left the exporter. */
export interface Asked {
  readonly atMs: number;
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: string | undefined;
}

/** An answer of which the exporter has read every byte. */
export interface Answered {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

export interface LineOptions {
  readonly now: () => number;
  /** Carries a request to Webex; rejects when the connection is lost. */
  readonly carry: Fetch;
  readonly onAsk?: (asked: Asked) => void;
  readonly onAnswer?: (answered: Answered) => void;
}

/** The network between an exporter and Webex, on which everything is seen and which can be cut. */
export interface Line {
  readonly fetch: Fetch;
  readonly asked: readonly Asked[];
  /** Requests that the exporter waits for, bodies included. */
  readonly open: number;
  /** The most there have been at a time. */
  readonly maxOpen: number;
  /** As when the process is killed: Webex sees its connections close, and nothing ever comes back. */
  cut(): void;
}

export function createLine({ now, carry, onAsk, onAnswer }: LineOptions): Line {
  const asked: Asked[] = [];
  const calls = new Set<AbortController>();
  let maxOpen = 0;
  let isCut = false;

  async function send(url: URL, request: FetchRequest): Promise<FetchAnswer> {
    const call = new AbortController();
    const end = (): void => {
      calls.delete(call);
    };
    const abort = (): void => {
      end();
      call.abort(request.signal.reason);
    };
    calls.add(call);
    maxOpen = Math.max(maxOpen, calls.size);
    request.signal.addEventListener('abort', abort, { once: true });
    try {
      const answer = await carry(url, { ...request, signal: call.signal });
      call.signal.throwIfAborted();
      const tell = (text: string): void => {
        end();
        onAnswer?.({ url, status: answer.status, text });
      };
      if (answer.body === null) tell('');
      const body = answer.body && watch(answer.body, call.signal, tell, end);
      return { status: answer.status, headers: answer.headers, body };
    } catch (error) {
      end();
      if (isCut) return never();
      throw error;
    }
  }

  return {
    async fetch(url, request) {
      if (isCut) return never();
      const { method, headers, body } = request;
      const seen = {
        atMs: now(),
        method,
        url,
        authorization: headers['authorization'],
        body: typeof body === 'string' ? body : undefined,
      };
      asked.push(seen);
      onAsk?.(seen);
      return send(url, request);
    },
    asked,
    get open() {
      return calls.size;
    },
    get maxOpen() {
      return maxOpen;
    },
    cut() {
      isCut = true;
      for (const call of calls) call.abort();
      calls.clear();
    },
  };
}

/** The same body, which fails when `signal` aborts, as with a real connection. */
async function* watch(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  onWhole: (text: string) => void,
  onEnd: () => void,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const decoder = new TextDecoder();
  let text = '';
  let isWhole = false;
  try {
    while (!isWhole) {
      const chunk = await Promise.race([chunks.next(), aborted]);
      if (chunk.done === true) isWhole = true;
      else {
        text += decoder.decode(chunk.value, { stream: true });
        yield chunk.value;
      }
    }
    onWhole(text);
  } finally {
    onEnd();
    if (!isWhole) chunks.return?.().catch(() => undefined);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
