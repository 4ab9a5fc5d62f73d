import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { SCRIPT } from '../status/script.ts';
import { STYLE } from '../status/style.ts';

/** No page loads, runs, frames or sends anything but its own style and script, its blank icon and its own address. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hashSource(STYLE)}`,
    `script-src ${hashSource(SCRIPT)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Sets them before there is a response: set on a finished one they would copy its body. */
export const setSecurityHeaders: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  await next();
};
