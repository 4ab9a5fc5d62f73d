import { DURATION_BUCKETS_SECONDS, type RequestCount, type RequestDurations } from './snapshot.ts';

/** Counts an account's HTTP requests by endpoint and status, and how long they took. */
export interface RequestTally {
  add(endpoint: string, code: string, seconds: number): void;
  /** The same arrays until the next request. */
  counts(): readonly RequestCount[];
  durations(): readonly RequestDurations[];
}

export function createRequestTally(): RequestTally {
  const counts = new Map<string, RequestCount>();
  const durations = new Map<string, RequestDurations>();
  let lists: { readonly counts: RequestCount[]; readonly durations: RequestDurations[] } | undefined;
  const listed = () => (lists ??= { counts: [...counts.values()], durations: [...durations.values()] });
  return {
    add(endpoint, code, seconds) {
      const id = `${endpoint} ${code}`;
      counts.set(id, { endpoint, code, count: (counts.get(id)?.count ?? 0) + 1 });
      const known = durations.get(endpoint) ?? { endpoint, sumSeconds: 0, count: 0, bucketCounts: [] };
      durations.set(endpoint, addDuration(known, seconds));
      lists = undefined;
    },
    counts: () => listed().counts,
    durations: () => listed().durations,
  };
}

function addDuration(known: RequestDurations, seconds: number): RequestDurations {
  return {
    endpoint: known.endpoint,
    sumSeconds: known.sumSeconds + seconds,
    count: known.count + 1,
    bucketCounts: countInBuckets(known.bucketCounts, DURATION_BUCKETS_SECONDS, seconds),
  };
}

/** A histogram's counts with one value more: per bucket, not cumulative, the last being for what is above all bounds. */
function countInBuckets(counts: readonly number[], bounds: readonly number[], value: number): number[] {
  const found = bounds.findIndex((bound) => value <= bound);
  const bucket = found === -1 ? bounds.length : found;
  return Array.from(
    { length: bounds.length + 1 },
    (_, index) => (counts[index] ?? 0) + (index === bucket ? 1 : 0),
  );
}
