import { setImmediate as nextTurn } from 'node:timers/promises';

/** What others did in a turn takes long from here on. */
const LONG_MS = 2;

let newest = Promise.resolve();

/**
 * Resolves in a turn of the event loop in which it does so for nobody else: what many wait for may come at once, and what
 * they do with it would add up to one long turn.
 */
export function ownTurn(): Promise<void> {
  newest = newest.then(shortTurn);
  return newest;
}

/** One in which others have not worked for long before, or the one after it. */
async function shortTurn(): Promise<void> {
  const startMs = performance.now();
  await nextTurn();
  if (performance.now() - startMs > LONG_MS) await nextTurn();
}
