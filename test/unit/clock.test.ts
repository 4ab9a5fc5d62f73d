import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { DAY_MS } from '../support/time.ts';

// The real timer, which a test can watch and replace.
vi.mock(import('node:timers/promises'), { spy: true });

const timer = vi.mocked(wait);

describe('the clock', () => {
  beforeEach(() => {
    timer.mockReset();
  });

  it('tells the time it is given', () => {
    let nowMs = 5;
    const clock = createClock(() => nowMs);
    nowMs = 7;
    expect(clock.now()).toBe(7);
  });

  it.each([0, -1])('does not sleep for %d ms', async (ms) => {
    await createClock(() => 0).sleep(ms);
    expect(timer).not.toHaveBeenCalled();
  });

  it('asks no timer for more than 2^31 - 1 ms, which would fire at once', async () => {
    const asked: number[] = [];
    timer.mockImplementation(async (ms) => {
      asked.push(ms ?? 0);
      return Promise.resolve(undefined);
    });
    await createClock(() => 0).sleep(60 * DAY_MS);
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
