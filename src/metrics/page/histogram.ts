import type { HistogramPoint } from '../instrument.ts';
import { renderLine } from './line.ts';

/** The lines of one series of a histogram. */
export function renderHistogram(
  name: string,
  names: readonly string[],
  bounds: readonly number[],
  { labels, sum, count, bucketCounts }: HistogramPoint,
): string {
  let cumulated = 0;
  const buckets = bucketCounts.map((bucketCount, index) => {
    cumulated += bucketCount;
    const bound = bounds[index];
    return renderLine(
      `${name}_bucket`,
      [...names, 'le'],
      [...labels, bound === undefined ? '+Inf' : toFloat(bound)],
      cumulated,
    );
  });
  return `${buckets.join('')}${renderLine(`${name}_sum`, names, labels, sum)}${renderLine(`${name}_count`, names, labels, count)}`;
}

/** OpenMetrics wants `le` as a float, and one bound must be one label value in both formats. */
function toFloat(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
