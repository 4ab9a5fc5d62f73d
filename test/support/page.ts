import { gunzipSync } from 'node:zlib';
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';
import { createApp, type AppOptions, type MetricsPage } from '../../src/http/app.ts';
import { createExposition } from '../../src/metrics/page/exposition.ts';
import type { Format } from '../../src/metrics/page/format.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { readFiguresQuery, toFiguresCsv, toFiguresJson } from '../../src/status/figures.ts';
import { toStatusJson } from '../../src/status/json.ts';
import { renderStatusPage } from '../../src/status/page.ts';
import { readStatusQuery } from '../../src/status/query.ts';
import { SCRIPT } from '../../src/status/script.ts';
import { STYLE } from '../../src/status/style.ts';
import type { StatusView } from '../../src/status/view.ts';
import { createView } from './status-example.ts';

export interface PageOptions {
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
  /** Default: none. */
  readonly processMetrics?: (format: Format) => string | Promise<string>;
}

/** The status page and its JSON of a view, as the app takes them. */
export function statusPages(
  view: () => StatusView,
): Pick<AppOptions, 'statusPage' | 'statusJson' | 'figuresJson' | 'figuresCsv' | 'inline'> {
  return {
    statusPage: (parameter) => renderStatusPage(view(), readStatusQuery(parameter)),
    statusJson: (parameter) => toStatusJson(view(), readStatusQuery(parameter)),
    figuresJson: (parameter) => toFiguresJson(view(), readFiguresQuery(parameter)),
    figuresCsv: (parameter) => toFiguresCsv(view(), readFiguresQuery(parameter)),
    inline: { style: STYLE, script: SCRIPT },
  };
}

/** A metrics page of a text, in as many parts as there are texts. */
export function toMetricsPage(...texts: readonly string[]): MetricsPage {
  const parts = texts.map((text) => Buffer.from(text));
  const bytes = Buffer.concat(parts).length;
  return { parts, bytes, contentType: 'text/plain; version=0.0.4; charset=utf-8', isGzip: false };
}

/** Asks the real app, made of the real parts, for its metrics page. Rejects when that is no 200. */
export function createPageReader({
  snapshot,
  now,
  processMetrics = () => '',
}: PageOptions): (headers?: Record<string, string>) => Promise<string> {
  const render = createExposition({ instruments: INSTRUMENTS, snapshot, now, processMetrics });
  const app = createApp({
    telemetryPath: '/metrics',
    metrics: render,
    ...statusPages(() => createView([], { nowMs: now() })),
    isAlive: () => true,
    unpolled: () => [],
    onError: (error) => {
      throw error;
    },
  });
  return async (headers = {}) => {
    const response = await app.request('/metrics', { headers });
    if (response.status !== 200) throw new Error(`the page has status ${response.status}`);
    const body = Buffer.from(await response.arrayBuffer());
    return String(response.headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body);
  };
}
