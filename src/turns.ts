import { onAbort } from './on-abort.ts';

/** Lets so many at a time through. */
export interface Turns {
  /** Waits for a turn; what it gives ends it. Rejects when `signal` aborts first. */
  take(signal?: AbortSignal): Promise<() => void>;
  /** Does something in a turn of its own. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Whether somebody has one. */
  readonly isTaken: boolean;
}

/** One at a time unless told otherwise. */
export function createTurns(atATime = 1): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;

  /** A turn that ends goes to who waits longest. */
  function end(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  async function take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (taken < atATime) {
      taken += 1;
      return end;
    }
    await new Promise<void>((resolve, reject) => {
      const release =
        signal &&
        onAbort(signal, () => {
          waiting.splice(waiting.indexOf(admit), 1);
          reject(signal.reason as unknown);
        });
      const admit = (): void => {
        release?.();
        resolve();
      };
      waiting.push(admit);
    });
    return end;
  }

  return {
    take,
    async run(work) {
      const endTurn = await take();
      try {
        return await work();
      } finally {
        endTurn();
      }
    },
    get isTaken() {
      return taken > 0;
    },
  };
}
