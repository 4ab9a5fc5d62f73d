import type { Context, MiddlewareHandler } from 'hono';
import { createBasicAuth } from './basic-auth.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type { RateLimit, WebConfig } from './web-config.ts';

export interface GuardOptions {
  /** Asked for each request, since the file behind it can change. */
  readonly config: () => WebConfig;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Stands before every path, as exporter-toolkit does: headers first, then the rate limit, then basic authentication. */
export function createGuard({ config, now }: GuardOptions): MiddlewareHandler {
  const authenticate = createBasicAuth();
  const takeToken = createChangingLimiter(now);

  return async (context, next) => {
    const { headers, rateLimit, users } = config();
    for (const [name, value] of Object.entries(headers)) {
      context.header(name, value === '' ? undefined : value);
    }
    if (!takeToken(rateLimit)) return refuse(context, 429, 'too many requests');
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

/** One bucket for as long as the limit stays the same. */
function createChangingLimiter(now: () => number): (limit: RateLimit | undefined) => boolean {
  let present: { readonly limit: RateLimit; readonly take: RateLimiter } | undefined;
  return (limit) => {
    if (limit === undefined) return true;
    if (present?.limit.intervalMs !== limit.intervalMs || present.limit.burst !== limit.burst) {
      present = { limit, take: createRateLimiter(limit, now) };
    }
    return present.take();
  };
}

function refuse(context: Context, status: 401 | 429 | 503, text: string): Response {
  context.header('cache-control', 'no-store');
  return context.text(`${text}\n`, status);
}
