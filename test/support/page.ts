import { gunzipSync } from 'node:zlib';
import { createApp } from '../../src/http/app.ts';
import { createExposition } from '../../src/metrics/page/exposition.ts';
import type { Format } from '../../src/metrics/page/format.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { createView } from './status-example.ts';

export interface PageOptions {
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
  readonly startMs: number;
  /** Default: none. */
  readonly processMetrics?: (format: Format) => Promise<string>;
}

/** Asks the real app, made of the real parts, for its metrics page. Rejects when that is no 200. */
export function createPageReader({
  snapshot,
  now,
  startMs,
  processMetrics = () => Promise.resolve(''),
}: PageOptions): (headers?: Record<string, string>) => Promise<string> {
  const render = createExposition({ snapshot, now, processMetrics });
  const app = createApp({
    telemetryPath: '/metrics',
    metrics: render,
    status: () => createView([], { nowMs: now(), startMs }),
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
