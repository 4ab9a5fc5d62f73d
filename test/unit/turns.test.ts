import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/turns.ts';

describe('turns', () => {
  it('are given to so many at a time, first come, first served', async () => {
    const turns = createTurns(2);
    const had: number[] = [];
    const ends = new Map<number, () => void>();
    for (const who of [1, 2, 3, 4])
      void turns.take().then((end) => {
        had.push(who);
        ends.set(who, end);
      });
    await Promise.resolve();
    await Promise.resolve();
    expect(had).toEqual([1, 2]);
    ends.get(2)?.();
    await new Promise(setImmediate);
    expect(had).toEqual([1, 2, 3]);
    ends.get(1)?.();
    ends.get(3)?.();
    await new Promise(setImmediate);
    expect(had).toEqual([1, 2, 3, 4]);
  });

  it('are not given to who no longer waits', async () => {
    const turns = createTurns();
    const end = await turns.take();
    const stop = new AbortController();
    const given = turns.take(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(given).rejects.toThrow('stopped');
    await expect(turns.take(stop.signal)).rejects.toThrow('stopped');
    end();
    expect(await turns.take()).toBeTypeOf('function');
  });

  it('are no longer in the hands of the signal of who was admitted', async () => {
    const turns = createTurns();
    const end = await turns.take();
    const stop = new AbortController();
    const admitted = turns.take(stop.signal);
    const waiting = turns.take();
    end();
    const endOfAdmitted = await admitted;
    stop.abort();
    endOfAdmitted();
    expect(await waiting).toBeTypeOf('function');
  });

  it('end with what is done in them, also when that fails', async () => {
    const turns = createTurns();
    const failing = turns.run(() => Promise.reject(new Error('no luck')));
    const following = turns.run(() => Promise.resolve('done'));
    expect(turns.isTaken).toBe(true);
    await expect(failing).rejects.toThrow('no luck');
    expect(await following).toBe('done');
    expect(turns.isTaken).toBe(false);
  });
});
