import { dayAt, parseDay } from '../world/calendar.ts';

/** A range of days that may be asked for, both ends included. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The days that a query's `from` and `to` mean: only `to` is that day, only `from` lasts until yesterday, neither is
 * yesterday.
 *
 * @throws RangeError with the reason for a malformed day, days in the wrong order, and a `to` after yesterday.
 */
export function readDayRange(
  fromText: string | undefined,
  toText: string | undefined,
  nowMs: number,
): DayRange {
  const yesterday = dayAt(nowMs) - 1;
  const to = toText === undefined ? yesterday : readDay('to', toText);
  const from = fromText === undefined ? to : readDay('from', fromText);
  if (to > yesterday) throw new RangeError("'to' must not be later than yesterday (UTC)");
  if (from > to) throw new RangeError("'from' must not be later than 'to'");
  return { from, to };
}

function readDay(name: string, text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`'${name}' must be a UTC date of the form YYYY-MM-DD`);
  return day;
}
