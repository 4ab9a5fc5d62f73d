import { DEFAULT_RETRY_AFTER_MS } from '../webex/retry-after.ts';
import type { Failure } from '../webex/verdict.ts';

/** Requests of one poll beyond the first. */
const MAX_RETRIES = 3;
const BACKOFF_BASE_MS = 2000;
const BACKOFF_LIMIT_MS = 60_000;

/** What to do before the same question is asked again. */
export type Retry =
  | { readonly kind: 'wait'; readonly ms: number }
  /** The account is paused: nobody of it asks before this time has passed. */
  | { readonly kind: 'pause_account'; readonly ms: number }
  | { readonly kind: 'replace_token' }
  | { readonly kind: 'move_region'; readonly host: string };

/**
 * Whether and how to go on after the failures of one poll, the newest last; undefined ends the poll.
 * `random` gives numbers in [0, 1); `maxRetries` bounds how often the question is asked again.
 */
export function planRetry(
  failures: readonly Failure[],
  random: () => number,
  maxRetries = MAX_RETRIES,
): Retry | undefined {
  const newest = failures.at(-1);
  if (newest === undefined || failures.length > maxRetries) return undefined;
  const isFirstOfKind = failures.filter(({ outcome }) => outcome === newest.outcome).length === 1;

  switch (newest.outcome) {
    case 'no_data':
    case 'bad_request':
    case 'forbidden':
    case 'not_found':
      return undefined;
    case 'unauthorized':
      return isFirstOfKind && !newest.isForeign ? { kind: 'replace_token' } : undefined;
    case 'wrong_region':
      return isFirstOfKind && newest.regionHost !== undefined
        ? { kind: 'move_region', host: newest.regionHost }
        : undefined;
    case 'rate_limited':
      return { kind: 'pause_account', ms: pauseMs(newest) };
    case 'invalid_response':
      return isFirstOfKind ? { kind: 'wait', ms: backoffMs(failures.length, random) } : undefined;
    case 'server_error':
      return { kind: 'wait', ms: newest.retryAfterMs ?? backoffMs(failures.length, random) };
    case 'timeout':
    case 'network':
      return { kind: 'wait', ms: backoffMs(failures.length, random) };
  }
}

/** How long nobody of the account may ask after a `rate_limited` answer, whether or not it is retried. */
export function pauseMs({ retryAfterMs }: Failure): number {
  return retryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
}

/** Exponential with full jitter, so that sites that failed together do not come back together. */
function backoffMs(failures: number, random: () => number): number {
  return random() * Math.min(BACKOFF_LIMIT_MS, BACKOFF_BASE_MS * 2 ** (failures - 1));
}
