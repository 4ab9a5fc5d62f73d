import { describe, expect, it } from 'vitest';
import { ownTurn } from '../../src/own-turn.ts';
import { createTurnCounter } from '../support/turn-counter.ts';

/** Which turn is one's own where each takes so long. */
async function turnAmongTurnsOf(ms: number): Promise<number> {
  using counter = createTurnCounter();
  await ownTurn(() => counter.turn * ms);
  return counter.turn;
}

describe('a turn of the event loop of one’s own', () => {
  it('is given to each of those who wait at once, in order', async () => {
    using counter = createTurnCounter();
    const turns: number[] = [];
    await Promise.all([1, 2, 3].map(() => ownTurn(() => 0).then(() => turns.push(counter.turn))));
    expect(new Set(turns).size).toBe(3);
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
  });

  it('is the next one where others are short', async () => {
    expect(await turnAmongTurnsOf(3)).toBe(1);
  });

  it('is the one after a long one, and no later however long that is', async () => {
    expect(await turnAmongTurnsOf(4)).toBe(2);
  });
});
