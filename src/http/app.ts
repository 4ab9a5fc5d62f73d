import { Hono, type Context, type Handler, type MiddlewareHandler } from 'hono';
import { readPreference, type PagePreference } from './negotiation.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { toStatusJson } from '../status/json.ts';
import { renderStatusPage } from '../status/page.ts';
import { readStatusQuery } from '../status/query.ts';
import type { StatusView } from '../status/view.ts';

/** The metrics page as bytes, compressed if that was wanted. */
export interface MetricsPage {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** What the pages show; each is a plain function, so that this folder knows nothing of the rest. */
export interface AppOptions {
  readonly telemetryPath: string;
  /** The metrics page; a rejection becomes a 500, never half a page. */
  readonly metrics: (wanted: PagePreference) => Promise<MetricsPage>;
  readonly status: () => StatusView;
  /** Whether the poll loop still runs. */
  readonly isAlive: () => boolean;
  /** Sites and windows that were never polled; none left means ready. */
  readonly unpolled: () => readonly string[];
  /** Reads the configuration anew and resolves with why it is bad, if so. Undefined: not by HTTP. */
  readonly reload?: () => Promise<string | undefined>;
  readonly onError: (error: Error) => void;
  /** Stands before every path; default: everybody may read. */
  readonly guard?: MiddlewareHandler;
}

export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  app.use(setSecurityHeaders);
  if (options.guard) app.use(options.guard);

  const get = (path: string, handler: Handler): void => {
    app.get(path, handler);
    app.all(path, (context) => plain(context, 405, 'method not allowed', { allow: 'GET, HEAD' }));
  };

  get(options.telemetryPath, async (context) => {
    const wanted = readPreference(context.req.header('accept'), context.req.header('accept-encoding'));
    const { body, contentType } = await options.metrics(wanted);
    return context.body(body, 200, {
      'content-type': contentType,
      vary: 'Accept, Accept-Encoding',
      ...(wanted.isGzip ? { 'content-encoding': 'gzip' } : {}),
    });
  });
  get('/', (context) => {
    context.header('cache-control', 'no-store');
    const query = readStatusQuery((name) => context.req.query(name));
    return context.html(renderStatusPage(options.status(), query));
  });
  get('/api/v1/status', (context) => {
    context.header('cache-control', 'no-store');
    const query = readStatusQuery((name) => context.req.query(name));
    return context.json(toStatusJson(options.status(), query));
  });
  get('/-/healthy', (context) =>
    options.isAlive()
      ? plain(context, 200, 'healthy')
      : plain(context, 503, 'the poll loop has stopped: restart the exporter'),
  );
  get('/-/ready', (context) => {
    const missing = options.unpolled();
    return missing.length === 0
      ? plain(context, 200, 'ready')
      : plain(context, 503, ['not ready, still to be polled:', ...missing].join('\n'));
  });

  app.on(['POST', 'PUT'], '/-/reload', async (context) => {
    if (options.reload === undefined) {
      return plain(context, 403, 'reloading by HTTP is not enabled: start with --web.enable-lifecycle');
    }
    const problem = await options.reload();
    return problem === undefined ? plain(context, 200, 'reloaded') : plain(context, 500, problem);
  });
  app.all('/-/reload', (context) => plain(context, 405, 'method not allowed', { allow: 'POST, PUT' }));

  app.notFound((context) => plain(context, 404, 'not found'));
  app.onError((error, context) => {
    options.onError(error);
    return plain(context, 500, 'internal error, see the log');
  });
  return app;
}

function plain(
  context: Context,
  status: 200 | 403 | 404 | 405 | 500 | 503,
  text: string,
  headers: Record<string, string> = {},
): Response {
  return context.body(`${text}\n`, status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
}
