import { describe, expect, it } from 'vitest';
import { createProgress, describeProgress, formatMinutes } from '../../src/progress.ts';

describe('formatMinutes', () => {
  it.each([
    [0, '0 s'],
    [0.5, '30 s'],
    [1, '1 min'],
    [1.2, '2 min'],
    [89.1, '1 h 30 min'],
    [90, '1 h 30 min'],
    [119.5, '2 h 0 min'],
    [1505, '25 h 5 min'],
  ])('%d minutes are %s', (minutes, text) => {
    expect(formatMinutes(minutes)).toBe(text);
  });
});

describe('describeProgress', () => {
  it.each([
    [{ total: 200, done: 0, failed: 0, elapsedMs: 0 }, '0% 0/200 requests, 0/min'],
    [{ total: 200, done: 50, failed: 0, elapsedMs: 60_000 }, '25% 50/200 requests, 50/min, about 3 min left'],
    [{ total: 3, done: 2, failed: 0, elapsedMs: 60_000 }, '66% 2/3 requests, 2/min, about 30 s left'],
    [
      { total: 200, done: 50, failed: 7, elapsedMs: 30_000 },
      '25% 50/200 requests, 100/min, about 2 min left, 7 without an answer',
    ],
    [{ total: 200, done: 200, failed: 0, elapsedMs: 120_000 }, '100% 200/200 requests, 100/min'],
    [{ total: 0, done: 0, failed: 0, elapsedMs: 10 }, '100% 0/0 requests, 0/min'],
  ])('%j is "%s"', (state, text) => {
    expect(describeProgress(state)).toBe(text);
  });
});

describe('progress', () => {
  function watch(isTerminal: boolean, total: number) {
    const written: string[] = [];
    const clock = { nowMs: 1_000_000 };
    const progress = createProgress({
      total,
      now: () => clock.nowMs,
      isTerminal,
      write: (text) => written.push(text),
    });
    return { progress, written, clock };
  }

  it('is a bar on a terminal, drawn over itself five times a second at most', () => {
    const { progress, written, clock } = watch(true, 4);
    progress.advance(true);
    clock.nowMs += 199;
    progress.advance(true);
    expect(written).toEqual([]);
    clock.nowMs += 1;
    progress.advance(true);
    expect(written).toEqual([
      '\r\u001B[K[##################......] 75% 3/4 requests, 900/min, about 1 s left',
    ]);
    clock.nowMs += 100;
    progress.advance(true);
    progress.finish();
    expect(written.slice(1)).toEqual([
      '\r\u001B[K[########################] 100% 4/4 requests, 800/min',
      '\n',
    ]);
  });

  it('is a line a minute elsewhere, without control characters', () => {
    const { progress, written, clock } = watch(false, 200);
    for (let request = 0; request < 120; request += 1) {
      clock.nowMs += 1000;
      progress.advance(request !== 10);
    }
    progress.finish();
    expect(written).toEqual([
      '30% 60/200 requests, 60/min, about 3 min left, 1 without an answer\n',
      '60% 120/200 requests, 60/min, about 2 min left, 1 without an answer\n',
      '60% 120/200 requests, 60/min, about 2 min left, 1 without an answer\n',
    ]);
  });

  it.each([true, false])('says nothing when nothing is to be asked (terminal: %s)', (isTerminal) => {
    const { progress, written } = watch(isTerminal, 0);
    progress.finish();
    expect(written).toEqual([]);
  });
});
