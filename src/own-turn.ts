import { setImmediate as nextTurn } from 'node:timers/promises';

/** More than a slice of a page takes (page/slices.ts): what others do in a turn is long from here on. */
const LONG_MS = 4;

let newest = Promise.resolve();

/**
 * Resolves in a turn of the event loop in which it does so for nobody else: what many wait for may come at once, and what
 * they do with it would add up to one long turn. `now` tells milliseconds.
 */
export function ownTurn(now: () => number): Promise<void> {
  newest = newest.then(() => nextShortTurn(now));
  return newest;
}

/** The next one; or the one after it, whatever that is, where others have worked for long meanwhile. */
async function nextShortTurn(now: () => number): Promise<void> {
  const startMs = now();
  await nextTurn();
  if (now() - startMs >= LONG_MS) await nextTurn();
}
