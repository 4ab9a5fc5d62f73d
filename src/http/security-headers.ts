import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { STYLE } from './status-page.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No page loads, runs, frames or sends anything but its own style. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sets them before there is a response: set on a finished one they would copy its body. */
export const setSecurityHeaders: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  await next();
};
