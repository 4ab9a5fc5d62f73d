import type { Snapshot } from '../../snapshot/snapshot.ts';
import { isPolled, type HistogramPoint, type Instrument, type OtherInstrument } from '../instrument.ts';
import { histogramsOf, seriesOf, type Label, type Series } from '../series.ts';
import { renderMetadata, type Format } from './format.ts';
import { renderLine } from './line.ts';

/** Everything that is not about what is polled, in the table's order. */
export function renderOtherSeries(
  instruments: readonly Instrument[],
  snapshot: Snapshot,
  format: Format,
): string {
  return instruments
    .map((instrument) => {
      if (isPolled(instrument)) return '';
      const lines = renderOther(instrument, snapshot);
      return lines === '' ? '' : `${renderMetadata(instrument, format)}${lines}`;
    })
    .join('');
}

function renderOther(instrument: OtherInstrument, snapshot: Snapshot): string {
  const { name, labels } = instrument;
  if (instrument.type === 'histogram') {
    const { bounds } = instrument;
    return renderSeries(histogramsOf(instrument, snapshot), (subject, point) =>
      renderHistogram(name, [...subject.map(([label]) => label), ...labels], bounds, {
        ...point,
        labels: [...subject.map(([, value]) => value), ...point.labels],
      }),
    );
  }
  return renderSeries(seriesOf(instrument, snapshot), (subject, point) =>
    renderLine(
      name,
      [...subject.map(([label]) => label), ...labels],
      [...subject.map(([, value]) => value), ...point.labels],
      point.value,
    ),
  );
}

function renderSeries<P>(
  series: Iterable<Series<P>>,
  render: (subject: readonly Label[], point: P) => string,
): string {
  return Array.from(series, ({ subject, points }) =>
    Array.from(points, (point) => render(subject, point)).join(''),
  ).join('');
}

/** The lines of one series of a histogram. */
function renderHistogram(
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
