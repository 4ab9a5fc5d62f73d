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
  /** What is asked at an instant. */
  readonly questionAt: (nowMs: number) => TargetQuestion;
}

export interface TargetQuestion extends PolledQuestion<Answer> {
  /** The days that are asked for; absent: the present. */
  readonly days?: DateRange;
  /** Until then it is no failure that Webex has no figures. Default: it always is one. */
  readonly figuresDueMs?: number;
}
