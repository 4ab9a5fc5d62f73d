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

/** FNV-1a with a final mix, as a fraction in [0, 1): alike names land far apart. */
function toFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
