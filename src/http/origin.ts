import type { MiddlewareHandler } from 'hono';

/** These change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets no foreign web page change anything by its visitor's browser, which says on whose behalf it asks. Programs such as curl say
 * nothing and are obeyed. A host is compared without its scheme: a proxy in front may speak TLS for us.
 */
export function createOriginCheck(externalUrl: URL | undefined): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (origin === undefined || READING.has(context.req.method)) return next();
    const host = URL.canParse(origin) ? new URL(origin).host : '';
    const isOwn = host !== '' && (host === new URL(context.req.url).host || host === externalUrl?.host);
    return isOwn
      ? next()
      : context.text(
          'a page of another origin may change nothing here; behind a proxy, say --web.external-url\n',
          403,
        );
  };
}
