import { COLORS } from './colors.ts';
import type { AGGREGATIONS } from './queries.ts';
import type { TimeSeries } from './time-panel.ts';

const LEAST = 'Least of them';

/** A figure over time, on the median and the band of the same times in the four weeks before. */
export function onUsualBand(
  usual: (which: keyof typeof AGGREGATIONS) => string,
  bandLegend: string,
  figure: TimeSeries,
): readonly TimeSeries[] {
  return [
    { query: usual('least'), legend: LEAST, color: COLORS.band, style: 'edge' },
    { query: usual('most'), legend: bandLegend, color: COLORS.band, style: 'edge', downTo: LEAST },
    figure,
    { query: usual('median'), legend: 'Median of them', color: COLORS.usual, style: 'dashes' },
  ];
}
