import { Hono, type Context, type Handler, type MiddlewareHandler } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';
import { createAnswerLimit } from './answer-limit.ts';
import { createOriginCheck } from './origin.ts';
import { answerInParts, type PartedBody } from './parted-body.ts';
import { createSecurityHeaders, type InlineParts } from './security-headers.ts';

/** What a request says of the metrics page it wants. */
export interface MetricsRequest {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
}

/** The metrics page in the form that was wanted. */
export interface MetricsPage extends PartedBody {
  readonly contentType: string;
  readonly isGzip: boolean;
}

/** Reads a parameter of the request's query. */
export type Parameter = (name: string) => string | undefined;

/** What the pages show; each is a plain function, so that this folder knows nothing of the rest. */
export interface AppOptions {
  readonly telemetryPath: string;
  /** The metrics page; a rejection becomes a 500, never half a page. */
  readonly metrics: (request: MetricsRequest) => Promise<MetricsPage>;
  readonly statusPage: (parameter: Parameter) => HtmlEscapedString | Promise<HtmlEscapedString>;
  readonly statusJson: (parameter: Parameter) => object;
  /** The figures shown, as JSON and as a table. */
  readonly figuresJson: (parameter: Parameter) => object;
  readonly figuresCsv: (parameter: Parameter) => string;
  /** Of the status page. */
  readonly inline: InlineParts;
  /** Whether the poll loop still runs. */
  readonly isAlive: () => boolean;
  /** What was never polled; none left means ready. */
  readonly unpolled: () => readonly string[];
  /** Reads the configuration anew and resolves with why it is bad, if so. Undefined: not by HTTP. */
  readonly reload?: () => Promise<string | undefined>;
  /** Makes polls of a site, or of one window of it, due now, and tells how many there are. Undefined: not by HTTP. */
  readonly pollNow?: (request: { readonly site: string; readonly window: string | undefined }) => number;
  readonly onError: (error: Error) => void;
  /** Where people reach these pages, when that is behind a proxy. */
  readonly externalUrl?: URL | undefined;
  /** Stands before every path; default: everybody may read. */
  readonly guard?: MiddlewareHandler;
}

export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  app.use(createSecurityHeaders(options.inline));
  if (options.guard) app.use(options.guard);
  app.use(createOriginCheck(options.externalUrl));

  const limit = createAnswerLimit();
  for (const path of [options.telemetryPath, '/', '/api/v1/status', '/api/v1/figures']) app.get(path, limit);
  const get = (path: string, handler: Handler): void => {
    app.get(path, handler);
    app.all(path, (context) => plain(context, 405, 'method not allowed', { allow: 'GET, HEAD' }));
  };

  get(options.telemetryPath, async (context) => {
    const page = await options.metrics({
      accept: context.req.header('accept'),
      acceptEncoding: context.req.header('accept-encoding'),
    });
    return answerInParts(context, page, {
      'content-type': page.contentType,
      vary: 'Accept, Accept-Encoding',
      ...(page.isGzip ? { 'content-encoding': 'gzip' } : {}),
    });
  });
  // A text of hono's kind is an object, which only Node's own Response can send.
  get('/', async (context) => context.html(String(await options.statusPage(parameterOf(context)))));
  get('/api/v1/status', (context) => context.json(options.statusJson(parameterOf(context))));
  get('/api/v1/figures', (context) => {
    const parameter = parameterOf(context);
    context.header('vary', 'Accept');
    const format = readFormat(parameter('format'), context.req.header('accept'));
    if (format === undefined) return plain(context, 400, 'no such format: json and csv are known');
    return format === 'csv'
      ? context.body(options.figuresCsv(parameter), 200, { 'content-type': 'text/csv; charset=utf-8' })
      : context.json(options.figuresJson(parameter));
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
      : plain(context, 503, ['not ready, still missing:', ...missing].join('\n'));
  });

  app.on(['POST', 'PUT'], '/-/reload', async (context) => {
    if (options.reload === undefined) {
      return plain(context, 403, 'reloading by HTTP is not enabled: start with --web.enable-lifecycle');
    }
    const problem = await options.reload();
    return problem === undefined ? plain(context, 200, 'reloaded') : plain(context, 500, problem);
  });
  app.all('/-/reload', (context) => plain(context, 405, 'method not allowed', { allow: 'POST, PUT' }));

  app.on(['POST', 'PUT'], '/-/poll', (context) => {
    if (options.pollNow === undefined)
      return plain(context, 403, 'polling by HTTP is not enabled: start with --web.enable-lifecycle');
    const { site, window } = context.req.query();
    if (site === undefined)
      return plain(context, 400, 'say which site: /-/poll?site=acme.webex.com&window=1d');
    const count = options.pollNow({ site, window });
    if (count === 0) return plain(context, 404, 'no such site or window is polled here');
    // The status page's button: whoever pressed it wants the page again.
    if (/\btext\/html\b/i.test(context.req.header('accept') ?? '')) return context.redirect('../', 303);
    return plain(context, 200, `due now: ${count}`);
  });
  app.all('/-/poll', (context) => plain(context, 405, 'method not allowed', { allow: 'POST, PUT' }));

  app.notFound((context) => plain(context, 404, 'not found'));
  app.onError((error, context) => {
    options.onError(error);
    return plain(context, 500, 'internal error, see the log');
  });
  return app;
}

function parameterOf({ req }: Context): Parameter {
  return (name) => req.query(name);
}

/** The parameter counts before the header; browsers, which take anything, get JSON. Undefined: an unknown format. */
function readFormat(format: string | undefined, accept = ''): 'json' | 'csv' | undefined {
  if (format === undefined) return /\btext\/csv\b/i.test(accept) ? 'csv' : 'json';
  return (['json', 'csv'] as const).find((known) => known === format.toLowerCase());
}

function plain(
  context: Context,
  status: 200 | 400 | 403 | 404 | 405 | 500 | 503,
  text: string,
  headers: Record<string, string> = {},
): Response {
  return context.body(`${text}\n`, status, {
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
  });
}
