/** Waits for `ms`; settles at once, either way, when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits, and says whether the client is still there. */
export async function pause(sleep: Sleep, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/** A body of which the client gets one piece per interval, and no more than it reads; `onEnd` is called once. */
export function createPacedBody(
  pieces: Iterable<Uint8Array>,
  intervalMs: number,
  sleep: Sleep,
  signal: AbortSignal,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const left = pieces[Symbol.iterator]();
  const gone = new AbortController();
  const isGone = AbortSignal.any([signal, gone.signal]);

  return new ReadableStream<Uint8Array>({
    async pull(stream) {
      const isThere = await pause(sleep, intervalMs, isGone);
      if (gone.signal.aborted) return;
      const next = left.next();
      if (isThere && next.done !== true) {
        stream.enqueue(next.value);
      } else {
        onEnd();
        stream.close();
      }
    },
    cancel() {
      gone.abort();
      onEnd();
    },
  });
}
