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
      durations.set(endpoint, addDuration(durations.get(endpoint) ?? createDurations(endpoint), seconds));
      lists = undefined;
    },
    counts: () => listed().counts,
    durations: () => listed().durations,
  };
}

function createDurations(endpoint: string): RequestDurations {
  const bucketCounts = Array.from({ length: DURATION_BUCKETS_SECONDS.length + 1 }, () => 0);
  return { endpoint, sumSeconds: 0, count: 0, bucketCounts };
}

function addDuration(known: RequestDurations, seconds: number): RequestDurations {
  const found = DURATION_BUCKETS_SECONDS.findIndex((bound) => seconds <= bound);
  const bucket = found === -1 ? DURATION_BUCKETS_SECONDS.length : found;
  return {
    endpoint: known.endpoint,
    sumSeconds: known.sumSeconds + seconds,
    count: known.count + 1,
    bucketCounts: known.bucketCounts.map((count, index) => (index === bucket ? count + 1 : count)),
  };
}
