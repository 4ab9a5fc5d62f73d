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
  readonly carry: (url: URL, init: RequestInit) => Promise<Response>;
  readonly onAsk?: (asked: Asked) => void;
  readonly onAnswer?: (answered: Answered) => void;
}

/** The network between an exporter and Webex, on which everything is seen and which can be cut. */
export interface Line {
  readonly fetch: typeof fetch;
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

  async function send(url: URL, init: RequestInit): Promise<Response> {
    const call = new AbortController();
    const end = (): void => {
      calls.delete(call);
    };
    const abort = (): void => {
      end();
      call.abort(init.signal?.reason);
    };
    calls.add(call);
    maxOpen = Math.max(maxOpen, calls.size);
    init.signal?.addEventListener('abort', abort, { once: true });
    try {
      const response = await carry(url, { ...init, signal: call.signal });
      call.signal.throwIfAborted();
      const tell = (text: string): void => {
        end();
        onAnswer?.({ url, status: response.status, text });
      };
      if (response.body === null) tell('');
      return new Response(response.body && watch(response.body, call.signal, tell, end), response);
    } catch (error) {
      end();
      if (isCut) return never();
      throw error;
    }
  }

  return {
    async fetch(input, init = {}) {
      if (isCut) return never();
      const url = new URL(input instanceof Request ? input.url : input);
      const request = {
        atMs: now(),
        method: init.method ?? 'GET',
        url,
        authorization: new Headers(init.headers).get('authorization') ?? undefined,
        body: typeof init.body === 'string' ? init.body : undefined,
      };
      asked.push(request);
      onAsk?.(request);
      return send(url, init);
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
function watch(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onWhole: (text: string) => void,
  onCancel: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return new ReadableStream<Uint8Array>({
    start(stream) {
      const abort = (): void => {
        stream.error(signal.reason);
        reader.cancel().catch(() => undefined);
      };
      signal.addEventListener('abort', abort, { once: true });
    },
    async pull(stream) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) {
        stream.close();
        onWhole(text);
      } else {
        text += decoder.decode(value, { stream: true });
        stream.enqueue(value);
      }
    },
    async cancel() {
      onCancel();
      await reader.cancel();
    },
  });
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
