import type { Snapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import type { Point } from '../points.ts';
import type { TargetKey } from '../snapshot/target-key.ts';
import type {
  AccountHistogram,
  CollectorInstrument,
  HistogramPoint,
  HistoryInstrument,
  Instrument,
  PolledInstrument,
} from './instrument.ts';

export type Label = readonly [name: string, value: string];

/** The points that a row has of one subject, maybe none; its labels come before the row's own. */
export interface Series<P> {
  readonly subject: readonly Label[];
  readonly points: readonly P[];
}

/** What is observed of a target: all of it, or, of the past, its answer alone. */
export type Observed = TargetKey & Pick<TargetSnapshot, 'summary'>;

/** Applies a row to a snapshot: the one reading of the table, for pages, pushes and history. */
export function seriesOf(
  instrument: Exclude<Instrument, AccountHistogram>,
  snapshot: Snapshot,
): Series<Point>[] {
  switch (instrument.subject) {
    case 'summary':
    case 'target':
    case 'site':
      return subjectsOf(instrument, snapshot.targets).map((target) => ({
        subject: labelsOf(instrument, target),
        points: pointsOf(instrument, target),
      }));
    case 'account':
      return snapshot.accounts.map((account) => ({
        subject: [['account', account.account]],
        points: instrument.observe(account),
      }));
    case 'exporter':
      return [{ subject: [], points: instrument.observe(snapshot.exporter) }];
  }
}

export function histogramsOf(instrument: AccountHistogram, { accounts }: Snapshot): Series<HistogramPoint>[] {
  return accounts.map((account) => ({
    subject: [['account', account.account]],
    points: instrument.observe(account),
  }));
}

/** The same of the past, of which there are answers alone. */
export function historySeriesOf(
  instrument: HistoryInstrument,
  targets: readonly Observed[],
): Series<Point>[] {
  return subjectsOf(instrument, targets).map((target) => ({
    subject: labelsOf(instrument, target),
    points: answerPointsOf(instrument, target),
  }));
}

/** What of all that is polled a row is about: a site once, as the last of its targets has it. */
export function subjectsOf<T extends TargetKey>(
  { subject }: PolledInstrument,
  targets: readonly T[],
): readonly T[] {
  if (subject !== 'site') return targets;
  const bySite = new Map(targets.map((target) => [target.site, target]));
  bySite.delete(undefined);
  return [...bySite.values()];
}

/** The labels that come before a row's own. */
export function labelsOf({ keyLabels }: PolledInstrument, target: TargetKey): Label[] {
  return keyLabels.flatMap((name): Label[] => {
    const value = target[name];
    return value === undefined ? [] : [[name, value]];
  });
}

/** A row's points of one of its subjects. */
export function pointsOf(instrument: PolledInstrument, target: TargetSnapshot): readonly Point[] {
  if (instrument.subject !== 'target') return answerPointsOf(instrument, target);
  return isOf(instrument, target) ? instrument.observe(target) : [];
}

function answerPointsOf(instrument: HistoryInstrument, target: Observed): readonly Point[] {
  if (instrument.subject === 'site') return instrument.observe(target);
  return target.summary !== undefined && isOf(instrument, target) ? instrument.observe(target.summary) : [];
}

function isOf({ collector }: CollectorInstrument, target: TargetKey): boolean {
  return collector === undefined || collector === target.collector;
}
