import { expect, it } from 'vitest';
import { ownTurn } from '../../src/own-turn.ts';
import { createTurnCounter } from '../support/turn-counter.ts';

it('gives each of those who wait at once a turn of the event loop of its own, in order', async () => {
  using counter = createTurnCounter();
  const turns: number[] = [];
  await Promise.all([1, 2, 3].map(() => ownTurn().then(() => turns.push(counter.turn))));
  expect(new Set(turns).size).toBe(3);
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
});
