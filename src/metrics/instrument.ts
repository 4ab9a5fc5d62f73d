import type { AccountSnapshot, ExporterSnapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import type { Point } from '../points.ts';
import type { Summary } from '../snapshot/summary.ts';
import type { TargetKey } from '../snapshot/target-key.ts';

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
  /** What the metric is about, which decides the labels that come before the row's own. */
  readonly subject: 'summary' | 'target' | 'site' | 'account' | 'exporter';
  /** The row's own labels. */
  readonly labels: readonly string[];
}

type Observe<Subject, P> = (subject: Subject) => readonly P[];

/** Labels that name a target; one that its key lacks is left out of the series. */
interface Keyed {
  readonly keyLabels: readonly (keyof TargetKey)[];
}

/** A figure or date of the shown answers of one collector: what history can be made of, too. */
export interface SummaryInstrument extends Definition, Keyed {
  readonly subject: 'summary';
  readonly type: 'gauge';
  readonly collector: string;
  readonly observe: Observe<Summary, Point>;
}

/** About what is known of a target besides its figures. */
export interface TargetInstrument extends Definition, Keyed {
  readonly subject: 'target';
  readonly type: 'gauge' | 'counter';
  /** Default: targets of every collector. */
  readonly collector?: string;
  readonly observe: Observe<TargetSnapshot, Point>;
}

/** About a site, once however often it is polled. */
export interface SiteInstrument extends Definition, Keyed {
  readonly subject: 'site';
  readonly type: 'gauge';
  readonly observe: Observe<TargetKey, Point>;
}

/** About one account; `account` comes first. */
export interface AccountInstrument extends Definition {
  readonly subject: 'account';
  readonly type: 'gauge' | 'counter';
  readonly observe: Observe<AccountSnapshot, Point>;
}

export interface AccountHistogram extends Definition {
  readonly subject: 'account';
  readonly type: 'histogram';
  readonly bounds: readonly number[];
  readonly observe: Observe<AccountSnapshot, HistogramPoint>;
}

/** About the exporter as a whole. */
export interface ExporterInstrument extends Definition {
  readonly subject: 'exporter';
  readonly type: 'gauge' | 'counter';
  readonly observe: Observe<ExporterSnapshot, Point>;
}

export type CollectorInstrument = SummaryInstrument | TargetInstrument;

/** A row that needs no more of a target than its answer: what history can be made of. */
export type HistoryInstrument = SummaryInstrument | SiteInstrument;

/** A row about what is polled: it changes only when polls land. */
export type PolledInstrument = CollectorInstrument | SiteInstrument;

/** A row about the rest. */
export type OtherInstrument = AccountInstrument | AccountHistogram | ExporterInstrument;

export type Instrument = PolledInstrument | OtherInstrument;

/** What of a row does not stand beside its name in a table. */
export type Row<I extends Instrument> = Omit<I, 'name' | 'help'>;

export function isPolled(instrument: Instrument): instrument is PolledInstrument {
  return instrument.subject !== 'account' && instrument.subject !== 'exporter';
}

export function isOfHistory(instrument: Instrument): instrument is HistoryInstrument {
  return instrument.subject === 'summary' || instrument.subject === 'site';
}

/** All labels that series of a row can have, those of its subject first. */
export function labelNames(instrument: Instrument): readonly string[] {
  return [...subjectLabels(instrument), ...instrument.labels];
}

function subjectLabels(instrument: Instrument): readonly string[] {
  switch (instrument.subject) {
    case 'summary':
    case 'target':
    case 'site':
      return instrument.keyLabels;
    case 'account':
      return ['account'];
    case 'exporter':
      return [];
  }
}

/** Absent is never 0: an undefined value has no point, and neither has one that left the range of numbers. */
export function toPoints(value: number | undefined): readonly Point[] {
  return value === undefined || !Number.isFinite(value) ? [] : [{ labels: [], value }];
}

export function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
