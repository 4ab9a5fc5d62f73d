import { describe, expect, it } from 'vitest';
import type { Daily } from '../../../src/snapshot/dailies.ts';
import { newestDayOf, totalOf, type NewestDay } from '../../../src/status/newest-day.ts';
import { createSite, createView, createWindow } from '../../support/status-example.ts';
import { DAY_MS } from '../../../src/window.ts';

const { headlineOf } = createView([]);
const SUNDAY_MS = Date.UTC(2026, 10, 22);

/** Sundays and what they had, the newest first; days between them are of no account. */
function createSundays(...values: readonly (number | undefined)[]): Daily[] {
  const sundays = values.flatMap((value, weeks) =>
    value === undefined ? [] : [{ startMs: SUNDAY_MS - weeks * 7 * DAY_MS, value }],
  );
  const others = values.slice(1).map((_, weeks) => ({
    startMs: SUNDAY_MS - (weeks * 7 + 3) * DAY_MS,
    value: 10_000,
  }));
  return [...sundays, ...others].sort((a, b) => a.startMs - b.startMs);
}

function dayOf(dailies: readonly Daily[]): NewestDay | undefined {
  return newestDayOf(
    createSite('acme.webex.com', [createWindow(), createWindow({ window: '1d', dailies })]),
    headlineOf,
  );
}

describe('the newest day of a site', () => {
  it('is compared with the median of its weekday', () => {
    expect(dayOf(createSundays(110, 100, 5000, 90))).toEqual({
      noun: 'meeting',
      startMs: SUNDAY_MS,
      value: 110,
      usual: 100,
      change: expect.closeTo(0.1, 10) as unknown,
    });
    expect(dayOf(createSundays(110, 100, 120, 90, 104))?.usual).toBe(102);
  });

  it('is compared with nothing as long as there are fewer than two such days', () => {
    expect(dayOf(createSundays(110, 100))).toMatchObject({ value: 110, usual: undefined });
    expect(dayOf(createSundays(110, 100, undefined, undefined))?.usual).toBeUndefined();
    expect(dayOf(createSundays(110, undefined, 100, 100))?.usual).toBe(100);
  });

  it('is unknown without days, and of a collector without a headline', () => {
    expect(dayOf([])).toBeUndefined();
    const site = createSite('acme.webex.com', [createWindow({ dailies: createSundays(1) })]);
    expect(newestDayOf(site, () => undefined)).toBeUndefined();
  });
});

describe('a change', () => {
  it.each([
    [110, 100, 0.1],
    [100, 110, -0.0909],
    [0, 100, -1],
  ])('from %i, of which %i is usual, is %d', (value, usual, change) => {
    expect(dayOf(createSundays(value, usual, usual))?.change).toBeCloseTo(change, 3);
  });

  it('is not known where nothing is usual', () => {
    expect(dayOf(createSundays(7, 0, 0))).toMatchObject({ usual: 0, change: undefined });
    expect(dayOf(createSundays(7))).toMatchObject({ usual: undefined, change: undefined });
  });
});

describe('the newest day of all sites', () => {
  const day = { noun: 'meeting', startMs: SUNDAY_MS, value: 110, usual: 100, change: 0.1 };

  it('leaves out sites that have not come to it, and of the change those that are new', () => {
    const total = totalOf([
      { ...day, startMs: SUNDAY_MS - DAY_MS, value: 5000 },
      day,
      undefined,
      { ...day, value: 1000, usual: undefined, change: undefined },
    ]);
    expect(total).toMatchObject({
      noun: 'meeting',
      startMs: SUNDAY_MS,
      value: 1110,
      siteCount: 2,
      usual: 100,
    });
    expect(total?.change).toBeCloseTo(0.1);
  });

  it('has no change before one is known, and is unknown without days', () => {
    expect(totalOf([{ ...day, usual: undefined, change: undefined }])).toMatchObject({
      usual: undefined,
      change: undefined,
    });
    expect(totalOf([undefined])).toBeUndefined();
  });
});
