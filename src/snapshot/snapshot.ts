import type { Outcome } from '../webex/outcome.ts';
import type { Daily } from './dailies.ts';
import type { Summary } from './summary.ts';
import type { TargetKey } from './target-key.ts';

/** All that is known at one moment. Readers never change it and never wait for it. */
export interface Snapshot {
  readonly targets: readonly TargetSnapshot[];
  readonly accounts: readonly AccountSnapshot[];
  readonly exporter: ExporterSnapshot;
}

/** What is known of one target. It is replaced and never changed: the same object says the same. */
export interface TargetSnapshot extends TargetKey, KeptState {
  readonly intervalMs: number;
  /** Whether the exporter is ready only once this was polled. */
  readonly isRequired: boolean;
  /** The newest poll found no figures, and they need not be there yet: no failure. */
  readonly isPending: boolean;
  /** Polls since the start, by how they ended. */
  readonly polls: ReadonlyMap<Outcome, number>;
}

/** The part of it that outlives the process. */
export interface KeptState {
  /** The newest good answer; absent before the first and once it is stale. */
  readonly summary: Summary | undefined;
  /** Absent before the first poll. */
  readonly newestPoll: PollRecord | undefined;
  /** Newest last, at most `MAX_RECENT_POLLS`. */
  readonly recentPolls: readonly RecentPoll[];
  /** The newest days that were seen, oldest first, at most `MAX_DAILIES`. */
  readonly dailies: readonly Daily[];
  /** When the first of the polls began that have all failed since the last success; absent when the newest did not fail. */
  readonly failingSinceMs: number | undefined;
  readonly lastSuccessMs: number | undefined;
  /** When what is shown last became something else. */
  readonly lastChangeMs: number | undefined;
  readonly nextPollMs: number | undefined;
}

export interface PollRecord {
  readonly outcome: Outcome;
  /** When it began. */
  readonly attemptMs: number;
  /** Waits for the budget left out. */
  readonly durationMs: number;
  /** What went wrong, in words; absent on success. */
  readonly problem?: string | undefined;
  /** What to do, where more is known than the outcome tells. */
  readonly advice?: string | undefined;
  /** Something between here and Webex said it: nothing is known of the token. */
  readonly isForeign?: boolean | undefined;
  /** Webex's name for the failed request. */
  readonly trackingId?: string | undefined;
  /** Of `no_data`: from when on figures should be there; absent: they should have been there. */
  readonly pendingUntilMs?: number | undefined;
}

export type RecentPoll = Pick<PollRecord, 'outcome' | 'attemptMs' | 'durationMs'>;

export const MAX_RECENT_POLLS = 30;

export interface AccountSnapshot {
  readonly account: string;
  readonly requests: readonly RequestCount[];
  readonly durations: readonly RequestDurations[];
  readonly throttledMs: number;
  /** Absent where the expiry is not known. */
  readonly accessTokenExpiryMs?: number | undefined;
  readonly refreshTokenExpiryMs?: number | undefined;
  /** Absent while the account is being put together. */
  readonly budget?: Budget | undefined;
}

/** How many requests an account may make. */
export interface Budget {
  readonly requestsPerMinute: number;
  /** Requests that may start at once. */
  readonly left: number;
  /** Webex has asked for silence until then; an instant in the past means nothing. */
  readonly pausedUntilMs: number;
}

export interface RequestCount {
  readonly endpoint: string;
  /** HTTP status, or `error` when no answer came. */
  readonly code: string;
  readonly count: number;
}

export interface RequestDurations {
  readonly endpoint: string;
  readonly sumSeconds: number;
  readonly count: number;
  /** Requests per bucket of `DURATION_BUCKETS_SECONDS`, not cumulative; one more for the rest. */
  readonly bucketCounts: readonly number[];
}

/** Upper bounds: an aggregates call takes a second or so; the default time-out is 30 s. */
export const DURATION_BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

export interface ExporterSnapshot {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
  /** This process is shard `shard` (from 0) of `shards`. */
  readonly shard: number;
  readonly shards: number;
  readonly lastReloadSuccessful: boolean;
  readonly lastReloadSuccessMs: number;
}
