/** A histogram's counts with one value more: per bucket, not cumulative, the last being for what is above all bounds. */
export function countInBuckets(
  counts: readonly number[],
  bounds: readonly number[],
  value: number,
): number[] {
  const found = bounds.findIndex((bound) => value <= bound);
  const bucket = found === -1 ? bounds.length : found;
  return Array.from(
    { length: bounds.length + 1 },
    (_, index) => (counts[index] ?? 0) + (index === bucket ? 1 : 0),
  );
}
