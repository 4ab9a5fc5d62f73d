import { describe, expect, it } from 'vitest';
import { ownTurn } from '../../src/own-turn.ts';
import { createTurnCounter } from '../support/turn-counter.ts';

describe('a turn of the event loop of one’s own', () => {
  it('is given to each of those who wait at once, in order', async () => {
    using counter = createTurnCounter();
    const turns: number[] = [];
    await Promise.all([1, 2, 3].map(() => ownTurn().then(() => turns.push(counter.turn))));
    expect(new Set(turns).size).toBe(3);
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
  });

  it('is none in which something else has taken long', async () => {
    using counter = createTurnCounter();
    const waiting = ownTurn().then(() => counter.turn);
    // It has to begin to wait first.
    await Promise.resolve();
    const startMs = performance.now();
    while (performance.now() - startMs < 10);
    expect(await waiting).toBe(2);
  });
});
