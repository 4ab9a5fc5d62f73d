import { describe, expect, it } from 'vitest';
import { createRequestTally } from '../../../src/snapshot/request-tally.ts';
import { DURATION_BUCKETS_SECONDS } from '../../../src/snapshot/snapshot.ts';

describe('createRequestTally', () => {
  it('is empty before the first request', () => {
    const tally = createRequestTally();
    expect([tally.counts(), tally.durations()]).toEqual([[], []]);
  });

  it('counts by endpoint and code', () => {
    const tally = createRequestTally();
    tally.add('aggregates', '200', 1);
    tally.add('aggregates', 'error', 1);
    tally.add('access_token', '200', 1);
    tally.add('aggregates', '200', 1);
    expect(tally.counts()).toEqual([
      { endpoint: 'aggregates', code: '200', count: 2 },
      { endpoint: 'aggregates', code: 'error', count: 1 },
      { endpoint: 'access_token', code: '200', count: 1 },
    ]);
  });

  it('adds up durations by endpoint, whatever the code', () => {
    const tally = createRequestTally();
    tally.add('aggregates', '200', 0.5);
    tally.add('aggregates', '503', 2);
    tally.add('access_token', '200', 8);
    expect(tally.durations().map(({ endpoint, count, sumSeconds }) => [endpoint, count, sumSeconds])).toEqual(
      [
        ['aggregates', 2, 2.5],
        ['access_token', 1, 8],
      ],
    );
  });

  it.each([
    [0, 0],
    [0.1, 0],
    [0.100_001, 1],
    [30, 7],
    [60, 8],
    [60.001, 9],
    [1e9, 9],
  ])('puts %d s into bucket %i', (seconds, bucket) => {
    const tally = createRequestTally();
    tally.add('aggregates', '200', seconds);
    const counts = tally.durations()[0]?.bucketCounts ?? [];
    expect(counts).toHaveLength(DURATION_BUCKETS_SECONDS.length + 1);
    expect(counts.indexOf(1)).toBe(bucket);
    expect(counts.filter((count) => count > 0)).toEqual([1]);
  });

  it('does not change what was read before', () => {
    const tally = createRequestTally();
    tally.add('aggregates', '200', 1);
    const before = structuredClone([tally.counts(), tally.durations()]);
    const read = [tally.counts(), tally.durations()];
    tally.add('aggregates', '200', 1);
    expect(read).toEqual(before);
  });
});
