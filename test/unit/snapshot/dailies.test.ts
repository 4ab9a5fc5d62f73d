import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DAILIES, withDaily, type Daily } from '../../../src/snapshot/dailies.ts';
import type { Summary } from '../../../src/snapshot/summary.ts';
import { DAY_MS } from '../../../src/window.ts';

function summaryOf(day: number, days: number, value: number | undefined): Summary {
  const figures = value === undefined ? {} : { meetings: value };
  return { figures, breakdowns: {}, startMs: day * DAY_MS, endMs: (day + days) * DAY_MS, folded: {} };
}

describe('withDaily', () => {
  it('keeps the newest word on each of the newest days, whatever order answers come in', () => {
    const answers = fc.array(fc.record({ day: fc.integer({ min: 0, max: 80 }), value: fc.nat() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(answers, (given) => {
        let dailies: readonly Daily[] = [];
        for (const { day, value } of given)
          dailies = withDaily(dailies, summaryOf(day, 1, value), 'meetings');
        const days = dailies.map(({ startMs }) => startMs);
        expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
        expect(dailies.length).toBeLessThanOrEqual(MAX_DAILIES);
        for (const { startMs, value } of dailies)
          expect(value).toBe(given.findLast(({ day }) => day * DAY_MS === startMs)?.value);
        expect(days.at(-1)).toBe(
          given
            .map(({ day }) => day * DAY_MS)
            .toSorted((a, b) => a - b)
            .at(-1),
        );
      }),
    );
  });

  it.each([
    ['a window of a week', summaryOf(3, 7, 5), 'meetings'],
    ['an answer without the figure', summaryOf(3, 1, undefined), 'meetings'],
    ['a target without a daily figure', summaryOf(3, 1, 5), undefined],
    ['an answer without days', { ...summaryOf(3, 1, 5), startMs: undefined }, 'meetings'],
  ])('takes nothing from %s', (_, summary, figure) => {
    const known = [{ startMs: 0, value: 1 }];
    expect(withDaily(known, summary, figure)).toBe(known);
  });
});
