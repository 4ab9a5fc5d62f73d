import { toFraction } from '../hash.ts';

/**
 * When a task polls next. Each task has a place in its interval that follows from its name alone, so polls are spread
 * and stay where they were over restarts and when sites come and go.
 *
 * The next poll is the first such place at least one interval after the present one: never sooner, so that no start and
 * no restart asks Webex twice within an interval.
 */
export function nextPollMs(taskName: string, dueMs: number, intervalMs: number): number {
  return placeAtOrAfter(dueMs + intervalMs, taskName, intervalMs);
}

function placeAtOrAfter(instantMs: number, taskName: string, intervalMs: number): number {
  const placeMs = Math.floor(toFraction(taskName) * intervalMs);
  return Math.ceil((instantMs - placeMs) / intervalMs) * intervalMs + placeMs;
}
