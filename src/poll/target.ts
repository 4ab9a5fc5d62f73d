import type { StoredTarget } from '../snapshot/store.ts';
import type { Answer } from '../snapshot/summary.ts';
import type { PolledQuestion } from '../webex/ask.ts';
import type { DateRange } from '../window.ts';

/** What is polled, and how. A collector makes targets of an account's configuration. */
export interface Target extends StoredTarget {
  /** Values kept per open label. */
  readonly maxLabelValues: number;
  /** How often a poll may ask again after failures. Default: `MAX_RETRIES`. */
  readonly maxRetries?: number;
  /** Default: requests keep to the account's budget alone. */
  readonly pace?: TargetPace;
  /** What is asked at an instant. */
  readonly questionAt: (nowMs: number) => TargetQuestion;
}

/** Requests of one name leave at least `gapMs` apart, over retries, reloads and, as far as state is kept, restarts. */
export interface TargetPace {
  readonly name: string;
  readonly gapMs: number;
}

export interface TargetQuestion extends PolledQuestion<Answer> {
  /** The days that are asked for; absent: the present. */
  readonly days?: DateRange;
  /** Until then it is no failure that Webex has no figures. Default: it always is one. */
  readonly figuresDueMs?: number;
}
