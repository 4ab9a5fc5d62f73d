import { toFraction } from '../hash.ts';

/** A failed poll is followed after this long, after twice as long when that fails too, and so on. */
const FIRST_RETRY_MS = 5 * 60_000;

/** Part of the delay after a failure by which tasks that failed together are spread. */
const RETRY_SPREAD = 0.2;

/**
 * When a task polls next. Each task has a place in its interval that follows from its name alone, so polls are spread
 * and stay where they were over restarts and when sites come and go.
 *
 * From place to place it is one interval; from anywhere else, as at a start, half to one and a half.
 */
export function nextPollMs(taskName: string, dueMs: number, intervalMs: number): number {
  return placeMs(taskName, dueMs + intervalMs / 2, intervalMs);
}

/** A task's first place at or after an instant. */
export function placeMs(taskName: string, instantMs: number, intervalMs: number): number {
  const offsetMs = Math.floor(toFraction(taskName) * intervalMs);
  return Math.ceil((instantMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
}

/** When a poll that ended in failure is repeated; `failures` counts those since the last that did not. */
export function retryPollMs(taskName: string, endMs: number, failures: number, intervalMs: number): number {
  const delayMs = FIRST_RETRY_MS * 2 ** (failures - 1) * (1 + RETRY_SPREAD * toFraction(taskName));
  return endMs + Math.floor(Math.min(delayMs, intervalMs));
}
