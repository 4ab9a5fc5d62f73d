import type { Clock } from '../clock.ts';
import type { Secret } from '../secret.ts';
import type { Failure } from '../webex/verdict.ts';

const CHANGE_CHECK_MS = 5000;
const FIRST_RETRY_MS = 5 * 60_000;
const MAX_RETRY_MS = 60 * 60_000;

export interface SuspensionOptions {
  readonly clock: Clock;
  /** Whether another token than the refused one can be had by now; never asks Webex. */
  readonly hasChanged: () => Promise<boolean>;
  /** One poll may try now whether the refusal still stands. */
  readonly onRetry: () => void;
  /** The account's polls go on. */
  readonly onEnd: () => void;
  readonly signal: AbortSignal;
}

/** Whether a poll may ask: as always, to try whether the refusal still stands, or not and why. */
export type Entry = 'free' | 'trial' | Failure;

/**
 * An account whose token Webex refuses asks nothing more: its polls end as `unauthorized` without a request, until the
 * token changes or one of the slow retries succeeds.
 */
export interface Suspension {
  /** For a poll that is about to ask. Leave for a trial is given once each time. */
  enter(): Entry;
  /** The refusal that came after a poll was let in, when `refusals` were counted. */
  refusalSince(refusals: number): Failure | undefined;
  /** Refusals so far. */
  readonly refusals: number;
  /** The token that Webex refused last, while it lasts. */
  readonly refusedToken: Secret | undefined;
  /** Webex refused the token, or its renewal. */
  begin(failure: Failure, token: Secret | undefined): void;
  /** Webex accepted the token. */
  end(): void;
}

export function createSuspension({
  clock,
  hasChanged,
  onRetry,
  onEnd,
  signal,
}: SuspensionOptions): Suspension {
  let refusal: Failure | undefined;
  const known = new WeakSet<Failure>();
  let refusedToken: Secret | undefined;
  let refusals = 0;
  let retryAtMs = 0;
  let retryDelayMs = FIRST_RETRY_MS;
  let isWatched = false;

  function end(): void {
    if (refusal === undefined) return;
    refusal = undefined;
    refusedToken = undefined;
    retryDelayMs = FIRST_RETRY_MS;
    onEnd();
  }

  async function watch(): Promise<void> {
    // It may end and begin anew between two looks: the watch that runs goes on with the new one.
    if (isWatched) return;
    isWatched = true;
    try {
      while (refusal !== undefined) {
        await clock.sleep(CHANGE_CHECK_MS, signal);
        if (await hasChanged()) end();
        else if (refusal !== undefined && clock.now() >= retryAtMs) onRetry();
      }
    } finally {
      isWatched = false;
    }
  }

  function postpone(): void {
    retryAtMs = clock.now() + retryDelayMs;
    retryDelayMs = Math.min(retryDelayMs * 2, MAX_RETRY_MS);
  }

  return {
    enter() {
      if (refusal === undefined) return 'free';
      if (clock.now() < retryAtMs) return refusal;
      postpone();
      return 'trial';
    },
    refusalSince: (before) => (refusals === before ? undefined : refusal),
    get refusals() {
      return refusals;
    },
    get refusedToken() {
      return refusedToken;
    },
    begin(failure, token) {
      // A poll that was not let in brings back what it was told: no news, and no reason to stop the one that was.
      if (known.has(failure)) return;
      known.add(failure);
      refusals += 1;
      const isNew = refusal === undefined;
      refusal = failure;
      refusedToken = token;
      if (!isNew) return;
      postpone();
      // Rejects only when the program ends.
      watch().catch(() => undefined);
    },
    end,
  };
}
