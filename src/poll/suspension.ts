import type { Clock } from '../clock.ts';
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

/**
 * An account whose token Webex refuses asks nothing more: its polls end as `unauthorized` without a request, until the
 * token changes or one of the slow retries succeeds.
 */
export interface Suspension {
  /** Why a poll must not ask now, or undefined when it may. Leave for a retry is given once. */
  enter(): Failure | undefined;
  /** The refusal that came after a poll was let in, when `refusals` were counted. */
  refusalSince(refusals: number): Failure | undefined;
  /** Refusals so far. */
  readonly refusals: number;
  /** Webex refused the token, or its renewal. */
  begin(failure: Failure): void;
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
  let refusals = 0;
  let retryAtMs = 0;
  let retryDelayMs = FIRST_RETRY_MS;

  function end(): void {
    if (refusal === undefined) return;
    refusal = undefined;
    retryDelayMs = FIRST_RETRY_MS;
    onEnd();
  }

  async function watch(): Promise<void> {
    while (refusal !== undefined) {
      await clock.sleep(CHANGE_CHECK_MS, signal);
      if (await hasChanged()) end();
      else if (refusal !== undefined && clock.now() >= retryAtMs) onRetry();
    }
  }

  function postpone(): void {
    retryAtMs = clock.now() + retryDelayMs;
    retryDelayMs = Math.min(retryDelayMs * 2, MAX_RETRY_MS);
  }

  return {
    enter() {
      if (refusal === undefined || clock.now() < retryAtMs) return refusal;
      postpone();
      return undefined;
    },
    refusalSince: (before) => (refusals === before ? undefined : refusal),
    get refusals() {
      return refusals;
    },
    begin(failure) {
      refusals += 1;
      const isNew = refusal === undefined;
      refusal = failure;
      if (!isNew) return;
      postpone();
      // Rejects only when the program ends.
      watch().catch(() => undefined);
    },
    end,
  };
}
