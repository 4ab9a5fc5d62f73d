/** Days are whole numbers: UTC days since 1970-01-01. */

import { DAY_MS, startOfDayMs } from '../../window.ts';

/** The UTC day that a moment (ms since the epoch) falls on. */
export function dayAt(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** The day that `YYYY-MM-DD` names, or undefined when the text is anything else or no such day exists. */
export function parseDay(text: string): number | undefined {
  const ms = startOfDayMs(text);
  return ms === undefined ? undefined : dayAt(ms);
}

/** The day as `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 for Sunday to 6 for Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
