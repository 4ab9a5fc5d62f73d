export const DAY_MS = 86_400_000;

/** A rolling window of whole UTC days. */
export interface Window {
  /** How the window is written in labels and logs: `1d`, `7d`, `28d`. */
  readonly label: string;
  readonly days: number;
}

/** Plain UTC dates (`YYYY-MM-DD`), first and last day included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

export function createWindow(days: number): Window {
  return { label: `${days}d`, days };
}

/** The days a window covers when it is asked at `nowMs` and its end stands `delayDays` before that UTC day. */
export function rangeAt(nowMs: number, window: Window, delayDays: number): DateRange {
  const today = Math.floor(nowMs / DAY_MS);
  const last = today - delayDays;
  return { from: toDate(last - (window.days - 1)), to: toDate(last) };
}

/** Milliseconds since the epoch of 00:00 UTC on a plain date, or undefined when there is no such day. */
export function startOfDayMs(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse accepts 2026-02-30 on some engines and rolls it over.
  return Number.isNaN(ms) || toDate(ms / DAY_MS) !== date ? undefined : ms;
}

/** 00:00 UTC of the day after a plain date: the instant at which a window that includes it ends. */
export function endOfDayMs(date: string): number | undefined {
  const start = startOfDayMs(date);
  return start === undefined ? undefined : start + DAY_MS;
}

/** The UTC day of an instant, `YYYY-MM-DD`. */
export function dayAt(instantMs: number): string {
  return toDate(Math.floor(instantMs / DAY_MS));
}

function toDate(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}
