import type { MiddlewareHandler } from 'hono';
import { responseOf } from './node-response.ts';

export interface AnswerLimits {
  /** Answers that are not sent to their end yet. Default 64: far more than there are scrapers. */
  readonly max?: number;
  /** From the request to the last byte. Default a minute: by then the next scrape has begun. */
  readonly timeoutMs?: number;
}

/**
 * Bounds what readers cost who do not read: for how long their answers may be under way, and how many. Meant for pages of
 * any size; health checks are never refused.
 */
export function createAnswerLimit({ max = 64, timeoutMs = 60_000 }: AnswerLimits = {}): MiddlewareHandler {
  let unfinished = 0;
  return async (context, next) => {
    const response = responseOf(context);
    if (response === undefined) return next();
    if (unfinished >= max) {
      context.header('retry-after', '5');
      context.header('cache-control', 'no-store');
      return context.text('too many answers are under way\n', 503);
    }
    unfinished++;
    const timer = setTimeout(() => response.destroy(), timeoutMs);
    response.once('close', () => {
      unfinished--;
      clearTimeout(timer);
    });
    return next();
  };
}
