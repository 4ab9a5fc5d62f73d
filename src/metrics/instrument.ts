import type { AccountSnapshot, ExporterSnapshot, WindowSnapshot } from '../snapshot/snapshot.ts';
import type { Summary } from '../snapshot/summary.ts';

/** One series' newest value; `labels` are the values of the row's own labels, in their order. */
export interface Point {
  readonly labels: readonly string[];
  readonly value: number;
}

/** A histogram series: counts per bucket, not cumulative, one more than there are bounds. */
export interface HistogramPoint {
  readonly labels: readonly string[];
  readonly sum: number;
  readonly count: number;
  readonly bucketCounts: readonly number[];
}

interface Definition {
  readonly name: string;
  readonly help: string;
  /** UCUM unit for OTLP, empty for counts; the Prometheus unit is in the name. */
  readonly unit: 's' | '';
  /** What the metric is about, which decides the labels it always has. */
  readonly subject: 'summary' | 'window' | 'account' | 'exporter';
}

type Observe<Subject, P> = (subject: Subject) => Iterable<P>;

/** A figure or date of the answer that is shown of a window: what history can be made of, too. */
export interface SummaryInstrument extends Definition {
  readonly subject: 'summary';
  readonly type: 'gauge';
  readonly labels: readonly string[];
  readonly observe: Observe<Summary, Point>;
}

/** About the polling of one window of one site: `site` and `window` come before the row's own labels. */
export interface WindowInstrument extends Definition {
  readonly subject: 'window';
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly observe: Observe<WindowSnapshot, Point>;
}

/** About one account: `account` comes before the row's own labels. */
export interface AccountInstrument extends Definition {
  readonly subject: 'account';
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly observe: Observe<AccountSnapshot, Point>;
}

export interface AccountHistogram extends Definition {
  readonly subject: 'account';
  readonly type: 'histogram';
  readonly labels: readonly string[];
  readonly bounds: readonly number[];
  readonly observe: Observe<AccountSnapshot, HistogramPoint>;
}

/** About the exporter as a whole. */
export interface ExporterInstrument extends Definition {
  readonly subject: 'exporter';
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly observe: Observe<ExporterSnapshot, Point>;
}

export type ScalarInstrument = SummaryInstrument | WindowInstrument | AccountInstrument | ExporterInstrument;

export type Instrument = ScalarInstrument | AccountHistogram;

/** The labels of a row, those of its subject first. */
export function labelNames({ subject, labels }: Instrument): readonly string[] {
  const fixed = {
    summary: ['site', 'window'],
    window: ['site', 'window'],
    account: ['account'],
    exporter: [],
  }[subject];
  return [...fixed, ...labels];
}
