/** Points in time that something of this program's concern can have: others are nonsense, and may be no date at all. */
const FIRST_MS = Date.UTC(2000, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);

/** Whether a number from outside is an instant, in milliseconds since the epoch. */
export function isInstant(ms: number): boolean {
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/** The instant, or undefined when it cannot be one. */
export function toInstant(ms: number): number | undefined {
  return isInstant(ms) ? ms : undefined;
}
