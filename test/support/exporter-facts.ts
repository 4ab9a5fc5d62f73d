import type { ExporterSnapshot } from '../../src/snapshot/snapshot.ts';

/** What a store is told of an exporter that has not reloaded its configuration since `startMs`. */
export function exporterFacts(startMs: number): ExporterSnapshot {
  return {
    version: '1.2.3',
    revision: 'abc',
    nodeVersion: 'v20',
    shard: 0,
    shards: 1,
    lastReloadSuccessful: true,
    lastReloadSuccessMs: startMs,
  };
}
