import type { Snapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import type { Point } from '../snapshot/summary.ts';
import type { TargetKey } from '../snapshot/target-key.ts';
import type {
  AccountHistogram,
  CollectorInstrument,
  HistogramPoint,
  Instrument,
  PolledInstrument,
} from './instrument.ts';

export type Label = readonly [name: string, value: string];

/** The points that a row has of one subject, whose labels come before the row's own. */
export interface Series<P> {
  readonly subject: readonly Label[];
  readonly points: Iterable<P>;
}

/** What is observed of a target: all of it, or, of the past, its answer alone. */
export type Observed = TargetKey & Pick<TargetSnapshot, 'summary'>;

/** Applies a row to a snapshot: the one reading of the table, for pages, pushes and history. */
export function seriesOf(
  instrument: Exclude<Instrument, AccountHistogram>,
  snapshot: Snapshot,
): Iterable<Series<Point>> {
  switch (instrument.subject) {
    case 'summary':
    case 'target':
    case 'site':
      return polledSeriesOf(instrument, snapshot.targets);
    case 'account':
      return snapshot.accounts.map((account) => ({
        subject: [['account', account.account]],
        points: instrument.observe(account),
      }));
    case 'exporter':
      return [{ subject: [], points: instrument.observe(snapshot.exporter) }];
  }
}

export function histogramsOf(
  instrument: AccountHistogram,
  { accounts }: Snapshot,
): Iterable<Series<HistogramPoint>> {
  return accounts.map((account) => ({
    subject: [['account', account.account]],
    points: instrument.observe(account),
  }));
}

/** The part of `seriesOf` that is about these targets. */
export function polledSeriesOf(
  instrument: PolledInstrument,
  targets: readonly TargetSnapshot[],
): Series<Point>[] {
  if (instrument.subject !== 'target') return historySeriesOf(instrument, targets);
  const series: Series<Point>[] = [];
  for (const target of targets) {
    if (isOf(instrument, target))
      series.push({ subject: toLabels(instrument, target), points: instrument.observe(target) });
  }
  return series;
}

/** The same for rows that need no more of a target than its answer. */
export function historySeriesOf(
  instrument: Exclude<PolledInstrument, { subject: 'target' }>,
  targets: readonly Observed[],
): Series<Point>[] {
  if (instrument.subject === 'site') {
    const bySite = new Map(targets.map((target) => [target.site, target]));
    return Array.from(bySite.values()).flatMap(({ site, account, ...key }) =>
      site === undefined
        ? []
        : [
            {
              subject: [
                ['site', site],
                ['account', account],
              ],
              points: instrument.observe({ site, account, ...key }),
            },
          ],
    );
  }
  return targets.flatMap((target) =>
    target.summary !== undefined && isOf(instrument, target)
      ? [{ subject: toLabels(instrument, target), points: instrument.observe(target.summary) }]
      : [],
  );
}

function isOf({ collector }: CollectorInstrument, target: TargetKey): boolean {
  return collector === undefined || collector === target.collector;
}

/** In a plain loop: every metric asks it of every target that was polled. */
function toLabels({ keyLabels }: CollectorInstrument, target: TargetKey): Label[] {
  const labels: Label[] = [];
  for (const name of keyLabels) {
    const value = target[name];
    if (value !== undefined) labels.push([name, value]);
  }
  return labels;
}
