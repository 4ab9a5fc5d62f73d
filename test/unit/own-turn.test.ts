import { expect, it } from 'vitest';
import { ownTurn } from '../../src/own-turn.ts';

it('gives each of those who wait at once a turn of the event loop of its own, in order', async () => {
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const turns: number[] = [];
  await Promise.all([1, 2, 3].map(() => ownTurn().then(() => turns.push(turn))));
  isOver = true;
  expect(new Set(turns).size).toBe(3);
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
});
