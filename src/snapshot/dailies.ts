import { DAY_MS } from '../window.ts';
import type { Summary } from './summary.ts';

/** The figure of one whole UTC day. */
export interface Daily {
  /** 00:00 UTC of the day. */
  readonly startMs: number;
  readonly value: number;
}

/** Five weeks: the newest day and four of its weekday before it, with days to spare. */
export const MAX_DAILIES = 35;

/** The days with that of a summary, if it spans one day: oldest first, the newest word on each day, no more than are kept. */
export function withDaily(
  dailies: readonly Daily[],
  { figures, startMs, endMs }: Summary,
  figure: string | undefined,
): readonly Daily[] {
  const value = figure === undefined ? undefined : figures[figure];
  if (value === undefined || startMs === undefined || endMs !== startMs + DAY_MS) return dailies;
  const others = dailies.filter((daily) => daily.startMs !== startMs);
  return [...others, { startMs, value }].sort((a, b) => a.startMs - b.startMs).slice(-MAX_DAILIES);
}
