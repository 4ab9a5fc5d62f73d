import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { DAY_MS } from '../support/time.ts';

describe('the clock', () => {
  it('tells the time it is given', () => {
    let nowMs = 5;
    const clock = createClock(() => nowMs);
    nowMs = 7;
    expect(clock.now()).toBe(7);
  });

  it.each([0, -1])('does not sleep for %d ms', async (ms) => {
    const { asked, wait } = createTimer();
    await createClock(() => 0, wait).sleep(ms);
    expect(asked).toEqual([]);
  });

  it('asks no timer for more than 2^31 - 1 ms, which would fire at once', async () => {
    const { asked, wait } = createTimer();
    await createClock(() => 0, wait).sleep(60 * DAY_MS);
    expect(Math.max(...asked)).toBeLessThan(2 ** 31);
    expect(asked.reduce((sum, ms) => sum + ms, 0)).toBe(60 * DAY_MS);
  });

  it('wakes, and leaves no listener', async () => {
    const { signal } = new AbortController();
    await createClock(() => 0).sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it("rejects with the signal's reason when it aborts, and leaves no listener", async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const sleeping = createClock(() => 0).sleep(DAY_MS, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('rejects when the signal has aborted before', async () => {
    const reason = new Error('stopped');
    await expect(createClock(() => 0).sleep(DAY_MS, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

/** A timer that fires at once, and what it was asked for. */
function createTimer() {
  const asked: number[] = [];
  return {
    asked,
    wait: (ms: number): Promise<void> => {
      asked.push(ms);
      return Promise.resolve();
    },
  };
}
