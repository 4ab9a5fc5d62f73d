import type { Headline } from '../snapshot/headline.ts';
import type { PollRecord, Snapshot, TargetSnapshot } from '../snapshot/snapshot.ts';

/** Everything the status page and its JSON say. Instants are milliseconds since the epoch. */
export interface StatusView {
  readonly snapshot: Snapshot;
  readonly nowMs: number;
  readonly startMs: number;
  readonly telemetryPath: string;
  /** The resolved configuration as text, secrets already redacted. */
  readonly configuration: string;
  /** Who polls the sites that are not this process's. */
  readonly foreignSites: readonly { readonly site: string; readonly shard: number }[];
  readonly advise: Advise;
  readonly headlineOf: HeadlineOf;
  /** Whether `POST /-/poll` makes polls due. */
  readonly isPolledByHttp: boolean;
  /** What is shown of a target, under the names of the metrics. */
  readonly figuresOf: (target: TargetSnapshot) => NamedFigures;
  /** Names that `figures` may have, in the table's order. */
  readonly figureNames: readonly string[];
}

/** Figures and what breaks them down, by metric. */
export interface NamedFigures {
  readonly figures: Readonly<Record<string, number>>;
  readonly breakdowns: Readonly<Record<string, readonly object[]>>;
}

/** What to do when polls of a collector end so. */
export type Advise = (collector: string, outcome: Exclude<PollRecord['outcome'], 'success'>) => string;

/** The figure that stands for a collector's answers. */
export type HeadlineOf = (collector: string) => Headline | undefined;
