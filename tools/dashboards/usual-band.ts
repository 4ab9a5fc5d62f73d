import { COLORS } from './colors.ts';
import type { AGGREGATIONS } from './queries.ts';
import type { TimeSeries } from './time-panel.ts';

const LEAST = 'Least of them';

/** The band between the least and the most of the same times in the four weeks before, and their median. */
export function usualBand(
  usual: (which: keyof typeof AGGREGATIONS) => string,
  legend: string,
): readonly [least: TimeSeries, most: TimeSeries, median: TimeSeries] {
  return [
    { query: usual('least'), legend: LEAST, color: COLORS.band, style: 'edge' },
    { query: usual('most'), legend, color: COLORS.band, style: 'edge', downTo: LEAST },
    { query: usual('median'), legend: 'Median of them', color: COLORS.usual, style: 'dashes' },
  ];
}
