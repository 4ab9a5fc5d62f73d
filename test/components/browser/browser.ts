import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { createApp } from '../../../src/http/app.ts';
import { listen } from '../../../src/http/server.ts';
import { statusPages, toMetricsPage } from '../../support/page.ts';
import type { StatusView } from '../../../src/status/view.ts';

/** Starts the component `chromium`. Close it when done. */
export async function startBrowser(binary: string): Promise<Browser> {
  return chromium.launch({
    executablePath: binary,
    // Its sandbox needs rights that containers seldom have; it shows nothing but our own page.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

export interface StatusServer extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
  /** What the page shows from the next request on. */
  show(view: StatusView): void;
  /** Sites that were asked to be polled at once. */
  readonly polled: readonly string[];
  /** Requests so far, as path and query. */
  readonly requests: readonly string[];
}

/** Serves the real page, with its real headers, on a free port of 127.0.0.1. */
export async function serveStatus(first: StatusView): Promise<StatusServer> {
  let view = first;
  const requests: string[] = [];
  const polled: string[] = [];
  const app = createApp({
    telemetryPath: '/metrics',
    metrics: () => Promise.resolve(toMetricsPage('')),
    ...statusPages(() => view),
    isAlive: () => true,
    pollNow: ({ site }) => polled.push(site),
    unpolled: () => [],
    onError: (error) => {
      throw error;
    },
    guard: async ({ req }, next) => {
      const { pathname, search } = new URL(req.url);
      requests.push(pathname + search);
      await next();
    },
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${server.address.port}/`,
    show(next) {
      view = next;
    },
    polled,
    requests,
    [Symbol.asyncDispose]: () => server.close(0),
  };
}

/** A page that keeps what it complained about. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Console messages, uncaught errors and requests to other origins. */
  readonly complaints: readonly string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && new URL(request.url()).origin !== new URL(url).origin) {
      complaints.push(`request: ${request.url()}`);
    }
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
