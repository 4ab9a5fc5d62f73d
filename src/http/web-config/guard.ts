import { isDeepStrictEqual } from 'node:util';
import type { Context, MiddlewareHandler } from 'hono';
import { createBasicAuth } from './basic-auth.ts';
import type { RateLimit, WebConfig } from './web-config.ts';

/**
 * Stands before every path, as exporter-toolkit does: headers first, then the rate limit, then basic authentication. `config` is
 * asked for each request, since the file behind it can change.
 */
export function createGuard(config: () => WebConfig, now: () => number): MiddlewareHandler {
  const authenticate = createBasicAuth();
  const takeToken = createRateLimiter(now);

  return async (context, next) => {
    const { headers, rateLimit, users } = config();
    for (const [name, value] of Object.entries(headers)) {
      context.header(name, value === '' ? undefined : value);
    }
    if (rateLimit && !takeToken(rateLimit)) return refuse(context, 429, 'too many requests');
    if (users.size === 0) return next();

    switch (await authenticate(users, context.req.header('authorization'))) {
      case 'accepted':
        return next();
      case 'refused':
        context.header('www-authenticate', 'Basic realm="webex-exporter", charset="UTF-8"');
        return refuse(context, 401, 'unauthorized');
      case 'busy':
        context.header('retry-after', '1');
        return refuse(context, 503, 'too many passwords are being checked');
    }
  };
}

/** Takes a token; false when none is left: of a bucket that is full at first and whenever the limit becomes another. */
function createRateLimiter(now: () => number): (limit: RateLimit) => boolean {
  let present: RateLimit | undefined;
  let tokens = 0;
  let countedMs = 0;
  return (limit) => {
    const nowMs = now();
    // A clock that is set back must not take tokens away.
    const back = Math.max(0, nowMs - countedMs) / limit.intervalMs;
    tokens = isDeepStrictEqual(present, limit) ? Math.min(limit.burst, tokens + back) : limit.burst;
    present = limit;
    countedMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

function refuse(context: Context, status: 401 | 429 | 503, text: string): Response {
  return context.text(`${text}\n`, status);
}
