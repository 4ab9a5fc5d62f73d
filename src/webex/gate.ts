import type { Clock } from '../clock.ts';
import { onAbort } from '../on-abort.ts';

const BUDGET_PERIOD_MS = 60_000;

export interface GateLimits {
  /** HTTP requests in flight at most. */
  readonly concurrency: number;
  /** Requests that may start within any 60 seconds. */
  readonly requestsPerMinute: number;
}

export interface GateOptions extends GateLimits {
  readonly clock: Clock;
  /** Ends the gate's own timer with the program. */
  readonly signal: AbortSignal;
}

/**
 * The one place where an account's requests wait: for a free place, for the budget, for a Retry-After to end. It outlives
 * credentials, which a reload replaces.
 */
export interface Gate {
  /**
   * Waits its turn. A lane (one site, or the token endpoint) holds one place at a time, so that a site that hangs
   * takes one place and not all of them. What it gives ends the turn. Rejects when `signal` aborts.
   */
  enter(lane: string, signal: AbortSignal): Promise<() => void>;
  /** No request starts before this instant. An earlier instant than the present one changes nothing. */
  pauseUntil(instantMs: number): void;
  readonly pausedUntilMs: number;
  /** Other limits from now on; what has started counts. */
  limit(limits: GateLimits): void;
  /** Time in which at least one request was held back by the budget or by a pause. */
  throttledMs(): number;
  /** Requests that may start at once within the budget. */
  budgetLeft(): number;
}

interface Waiter {
  readonly lane: string;
  readonly admit: (leave: () => void) => void;
}

export function createGate({ clock, signal: lifetime, ...firstLimits }: GateOptions): Gate {
  let { concurrency, requestsPerMinute }: GateLimits = firstLimits;
  const waiters: Waiter[] = [];
  const busyLanes = new Set<string>();
  let starts: number[] = [];
  let pausedUntilMs = 0;
  let pauseMs = 0;
  let throttledMs = 0;
  let throttledSinceMs: number | undefined;
  let wakeAtMs: number | undefined;

  function recentStarts(): number[] {
    const nowMs = clock.now();
    // A start in the future means the clock was set back; counting it would hold requests for as long as the step.
    starts = starts.filter((startMs) => startMs <= nowMs && nowMs - startMs < BUDGET_PERIOD_MS);
    return starts;
  }

  function openAtMs(): number {
    // A pause that is longer now than when it began means the clock was set back.
    pausedUntilMs = Math.min(pausedUntilMs, clock.now() + pauseMs);
    const recent = recentStarts();
    const oldest = recent.length < requestsPerMinute ? undefined : recent[recent.length - requestsPerMinute];
    return Math.max(pausedUntilMs, oldest === undefined ? 0 : oldest + BUDGET_PERIOD_MS);
  }

  function settleThrottled(held: boolean): void {
    const nowMs = clock.now();
    if (throttledSinceMs !== undefined) throttledMs += Math.max(0, nowMs - throttledSinceMs);
    throttledSinceMs = held ? nowMs : undefined;
  }

  function admit(waiter: Waiter): void {
    starts.push(clock.now());
    busyLanes.add(waiter.lane);
    let left = false;
    waiter.admit(() => {
      if (left) return;
      left = true;
      busyLanes.delete(waiter.lane);
      pump();
    });
  }

  function pump(): void {
    for (;;) {
      const next = busyLanes.size < concurrency ? waiters.findIndex(({ lane }) => !busyLanes.has(lane)) : -1;
      if (next === -1) return settleThrottled(false);
      const openAt = openAtMs();
      if (openAt > clock.now()) {
        settleThrottled(true);
        return wakeAt(openAt);
      }
      const [waiter] = waiters.splice(next, 1);
      if (waiter) admit(waiter);
    }
  }

  function wakeAt(instantMs: number): void {
    // A pause that grew meanwhile is seen when the earlier alarm rings.
    if (wakeAtMs !== undefined && wakeAtMs <= instantMs) return;
    wakeAtMs = instantMs;
    const ring = (): void => {
      if (wakeAtMs === instantMs) wakeAtMs = undefined;
      pump();
    };
    clock.sleep(instantMs - clock.now(), lifetime).then(ring, () => undefined);
  }

  return {
    enter(lane, signal) {
      return new Promise<() => void>((resolve, reject) => {
        signal.throwIfAborted();
        const release = onAbort(signal, () => {
          const place = waiters.indexOf(waiter);
          if (place !== -1) waiters.splice(place, 1);
          pump();
          reject(signal.reason as unknown);
        });
        const waiter: Waiter = {
          lane,
          admit(leave) {
            release();
            resolve(leave);
          },
        };
        waiters.push(waiter);
        pump();
      });
    },
    pauseUntil(instantMs) {
      if (instantMs <= pausedUntilMs) return;
      pausedUntilMs = instantMs;
      pauseMs = Math.max(0, instantMs - clock.now());
    },
    get pausedUntilMs() {
      return pausedUntilMs;
    },
    limit(limits) {
      ({ concurrency, requestsPerMinute } = limits);
      pump();
    },
    throttledMs() {
      // What was told once stays counted: a counter that shrinks when the clock is set back would look like a restart.
      settleThrottled(throttledSinceMs !== undefined);
      return throttledMs;
    },
    budgetLeft: () => Math.max(0, requestsPerMinute - recentStarts().length),
  };
}
