import { setImmediate as nextTurn } from 'node:timers/promises';

let newest = Promise.resolve();

/**
 * Resolves in a turn of the event loop in which it does so for nobody else: what many wait for may come at once, and what
 * they do with it would add up to one long turn.
 */
export function ownTurn(): Promise<void> {
  newest = newest.then(() => nextTurn());
  return newest;
}
