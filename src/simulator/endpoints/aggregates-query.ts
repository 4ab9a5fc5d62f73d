import type { Reading } from '../fields.ts';
import { dayAt, parseDay } from '../world/calendar.ts';

/** A range of days that may be asked for, both ends included. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The days that a query's `from` and `to` mean: only `to` is that day, only `from` lasts until yesterday, neither is
 * yesterday.
 */
export function readDayRange(
  fromText: string | undefined,
  toText: string | undefined,
  nowMs: number,
): Reading<DayRange> {
  const yesterday = dayAt(nowMs) - 1;
  const to = toText === undefined ? yesterday : parseDay(toText);
  if (to === undefined) return malformed('to');
  const from = fromText === undefined ? to : parseDay(fromText);
  if (from === undefined) return malformed('from');
  if (to > yesterday) return { problem: "'to' must not be later than yesterday (UTC)" };
  if (from > to) return { problem: "'from' must not be later than 'to'" };
  return { value: { from, to } };
}

function malformed(name: string): { readonly problem: string } {
  return { problem: `'${name}' must be a UTC date of the form YYYY-MM-DD` };
}
