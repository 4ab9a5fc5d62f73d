import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createClock, type StartTimer } from '../../src/clock.ts';
import { DAY_MS } from '../support/time.ts';

describe('the clock', () => {
  it('tells the time it is given', () => {
    let nowMs = 5;
    const clock = createClock(() => nowMs);
    nowMs = 7;
    expect(clock.now()).toBe(7);
  });

  it.each([0, -1])('does not sleep for %d ms', async (ms) => {
    const { asked, startTimer } = createTimers();
    await createClock(() => 0, startTimer).sleep(ms);
    expect(asked).toEqual([]);
  });

  it('asks no timer for more than 2^31 - 1 ms, which would fire at once', async () => {
    const { asked, startTimer, next } = createTimers();
    let isOver = false;
    const sleeping = createClock(() => 0, startTimer).sleep(60 * DAY_MS);
    void sleeping.then(() => (isOver = true));
    next();
    next();
    await Promise.resolve();
    expect(isOver).toBe(false);
    next();
    await sleeping;
    expect(asked.length).toBe(3);
    expect(Math.max(...asked)).toBeLessThan(2 ** 31);
    expect(asked.reduce((sum, ms) => sum + ms, 0)).toBe(60 * DAY_MS);
  });

  it('stops a timer, whichever of several it takes', () => {
    const { startTimer, next, running } = createTimers();
    let isOver = false;
    const stop = createClock(() => 0, startTimer).startTimer(60 * DAY_MS, () => (isOver = true));
    next();
    stop();
    expect(running()).toBe(0);
    expect(isOver).toBe(false);
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

/** Timers that are over when told to, and what they were asked for. */
function createTimers() {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const startTimer: StartTimer = (ms, onOver) => {
    asked.push(ms);
    waiting.push(onOver);
    return () => void waiting.splice(waiting.indexOf(onOver), 1);
  };
  return { asked, startTimer, next: () => waiting.shift()?.(), running: () => waiting.length };
}
