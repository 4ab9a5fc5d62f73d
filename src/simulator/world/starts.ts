import { DAY_MS } from '../../window.ts';
import { activityAt } from './activity.ts';
import { createRandom, hashOf } from './random.ts';

/** When within a UTC day meetings start: which share of them has started by the end of each quarter of an hour. */
export type StartsCurve = Float64Array;

const SLOTS = 96;
const SLOT_MS = DAY_MS / SLOTS;
const SLOTS_PER_HOUR = 4;

/** Meetings that start in each hour of local time, relative to the busiest: working hours with a dip at lunch. */
const STARTS_BY_HOUR = [
  0.4, 0.2, 0.2, 0.2, 0.3, 0.8, 2.5, 12, 45, 95, 100, 85, 40, 75, 95, 90, 65, 30, 12, 7, 5, 4, 2, 1,
];

/** People meet on the hour, and less so at half past. */
const STARTS_BY_QUARTER = [1.9, 0.5, 1.1, 0.5];

/**
 * The curve of a UTC day for people whose clocks are so many hours ahead of UTC. A local day is as busy as its weekday
 * and holidays make it, so that a Saturday in UTC begins with the end of an American Friday.
 */
export function drawStarts(
  seed: number,
  siteUrl: string,
  day: number,
  home: string,
  offsetHours: number,
): StartsCurve {
  const random = createRandom(hashOf(seed, 'starts', siteUrl, day, offsetHours));
  const curve = new Float64Array(SLOTS);
  let sum = 0;
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const localHours = slot / SLOTS_PER_HOUR + offsetHours;
    const localDay = day + Math.floor(localHours / 24);
    const hour = ((localHours % 24) + 24) % 24;
    const perHour = STARTS_BY_HOUR[Math.floor(hour)] ?? 0;
    const perQuarter = STARTS_BY_QUARTER[Math.floor((hour % 1) * SLOTS_PER_HOUR)] ?? 1;
    sum += perHour * perQuarter * activityAt(localDay, home) * random.noise(0.3);
    curve[slot] = sum;
  }
  return curve.map((reached) => reached / sum);
}

/** The share that has started so many milliseconds after midnight UTC: 0 before the day, 1 after it. */
export function startedShare(curve: StartsCurve, sinceMidnightMs: number): number {
  if (sinceMidnightMs <= 0) return 0;
  if (sinceMidnightMs >= DAY_MS) return 1;
  const slot = Math.floor(sinceMidnightMs / SLOT_MS);
  const before = curve[slot - 1] ?? 0;
  return before + ((curve[slot] ?? 1) - before) * (sinceMidnightMs / SLOT_MS - slot);
}
