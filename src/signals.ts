/** A process asked twice to stop ends this long after the second time, whatever it waits for. */
const SECOND_GRACE_MS = 500;

/** A process asked once ends after this long at the latest; container runtimes kill after 10 s, the contract says 5 s. */
const FIRST_GRACE_MS = 4500;

export interface Signals {
  /** Aborts when the process is asked to stop (SIGTERM, SIGINT). */
  readonly stop: AbortSignal;
  /** Calls the listener on SIGHUP, and at once for one that came before there was a listener. */
  readonly onHangup: (listener: () => void) => void;
  /** The code with which a stop that takes too long ends the process. Default: 0. */
  codeOfForcedStop: number;
  /** Ends the process. Default: as Node does, which waits for its own threads. */
  exit: (code: number) => never;
}

/**
 * SIGUSR1 opens Node's inspector unless somebody listens, and through it every local user reads the token. SIGUSR2 kills by
 * default. A reader of stderr or stdout that went away is no reason to end: `docker logs` and pagers do that.
 */
export function takeOverSignals(process: NodeJS.Process): Signals {
  const stop = new AbortController();
  let hangups = 0;
  let listener: (() => void) | undefined;
  const signals: Signals = {
    stop: stop.signal,
    onHangup(newListener) {
      listener = newListener;
      if (hangups > 0) newListener();
    },
    codeOfForcedStop: 0,
    exit: (code) => process.exit(code),
  };
  const endIn = (graceMs: number): void => {
    setTimeout(() => signals.exit(signals.codeOfForcedStop), graceMs).unref();
  };

  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      endIn(stop.signal.aborted ? SECOND_GRACE_MS : FIRST_GRACE_MS);
      stop.abort();
    });
  }
  process.on('SIGHUP', () => {
    hangups += 1;
    listener?.();
  });
  for (const name of ['SIGUSR1', 'SIGUSR2'] as const) process.on(name, () => undefined);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return signals;
}
