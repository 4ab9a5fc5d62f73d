import type { RateLimit } from './web-config.ts';

/** Takes a token; false when none is left. */
export type RateLimiter = () => boolean;

/** A bucket of `burst` tokens, full at first, that gets one back each `intervalMs`. */
export function createRateLimiter({ intervalMs, burst }: RateLimit, now: () => number): RateLimiter {
  let tokens = burst;
  let countedMs = now();
  return () => {
    const nowMs = now();
    // A clock that is set back must not take tokens away.
    tokens = Math.min(burst, tokens + Math.max(0, nowMs - countedMs) / intervalMs);
    countedMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
