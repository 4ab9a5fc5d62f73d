interface Waiting {
  readonly calls: Set<() => void>;
  readonly callAll: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls once when the signal aborts, unless what it gives is called before; never where it has aborted already. A signal walks
 * through all its listeners for each that comes or goes, so that hundreds of polls that wait for one would be in each other's way: it
 * gets one for all of them.
 *
 * @param call throws nothing, which would keep the others from being called, and is no other's
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const { calls, callAll } = waitingFor.get(signal) ?? listen(signal);
  calls.add(call);
  return () => {
    if (!calls.delete(call) || calls.size > 0) return;
    waitingFor.delete(signal);
    signal.removeEventListener('abort', callAll);
  };
}

function listen(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>();
  const callAll = (): void => {
    for (const call of calls) {
      calls.delete(call);
      call();
    }
  };
  waitingFor.set(signal, { calls, callAll });
  signal.addEventListener('abort', callAll, { once: true });
  return { calls, callAll };
}
