import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import type { Instrument, SummaryInstrument } from './instrument.ts';
import { historySeriesOf } from './series.ts';

/** What is shown of one target, under the names of the metrics. */
export interface NamedFigures {
  readonly figures: Readonly<Record<string, number>>;
  /** By metric: the values of its own labels, and the figure under `value`. */
  readonly breakdowns: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;
}

/** The single figures of every answer, in the table's order. Dates of windows are none. */
export function listFigures(instruments: readonly Instrument[]): readonly SummaryInstrument[] {
  return listRows(instruments).filter(({ labels }) => labels.length === 0);
}

export function figuresOf(instruments: readonly Instrument[], target: TargetSnapshot): NamedFigures {
  const figures: Record<string, number> = {};
  const breakdowns: Record<string, Record<string, string | number>[]> = {};
  for (const instrument of listRows(instruments)) {
    const { name, labels } = instrument;
    const points = historySeriesOf(instrument, [target]).flatMap((series) => [...series.points]);
    if (points.length === 0) continue;
    if (labels.length > 0) {
      breakdowns[name] = points.map((point) => ({
        ...Object.fromEntries(labels.map((label, place) => [label, point.labels[place] ?? ''])),
        value: point.value,
      }));
    } else for (const { value } of points) figures[name] = value;
  }
  return { figures, breakdowns };
}

function listRows(instruments: readonly Instrument[]): SummaryInstrument[] {
  return instruments.filter((instrument): instrument is SummaryInstrument => {
    return instrument.subject === 'summary' && !instrument.name.endsWith('_timestamp_seconds');
  });
}
