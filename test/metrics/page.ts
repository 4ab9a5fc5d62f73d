import { createApp } from '../../src/http/app.ts';
import { createExposition, TEXT_CONTENT_TYPE } from '../../src/metrics/exposition.ts';
import { createProducer } from '../../src/metrics/producer.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

export interface PageOptions {
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
  readonly startMs: number;
  /** Default: none. */
  readonly processMetrics?: () => Promise<string>;
}

/** Asks the real app, made of the real parts, for its metrics page. Rejects when that is no 200. */
export function createPageReader({
  snapshot,
  now,
  startMs,
  processMetrics = () => Promise.resolve(''),
}: PageOptions): () => Promise<string> {
  const render = createExposition({ producer: createProducer({ snapshot, now, startMs }), processMetrics });
  const app = createApp({
    telemetryPath: '/metrics',
    metrics: async () => ({ body: await render(), contentType: TEXT_CONTENT_TYPE }),
    status: () => ({
      version: '',
      nowMs: now(),
      startMs,
      telemetryPath: '/metrics',
      windows: [],
      shard: { index: 0, count: 1 },
      foreignSites: [],
    }),
    isAlive: () => true,
    unpolled: () => [],
    onError: (error) => {
      throw error;
    },
  });
  return async () => {
    const response = await app.request('/metrics');
    if (response.status !== 200) throw new Error(`the page has status ${response.status}`);
    return response.text();
  };
}
