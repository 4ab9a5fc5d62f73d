import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { createWindow, endOfDayMs, rangeAt, startOfDayMs } from '../../src/window.ts';
import { DAY_MS } from '../support/time.ts';

/** What it shows; when it is asked; days; delay; first and last day. */
const CASES = [
  ['the day before', '2026-11-23T12:00:00Z', 1, 1, '2026-11-22', '2026-11-22'],
  ['a week', '2026-11-23T12:00:00Z', 7, 1, '2026-11-16', '2026-11-22'],
  ['four weeks', '2026-11-23T12:00:00Z', 28, 1, '2026-10-26', '2026-11-22'],
  ['a longer delay', '2026-11-23T12:00:00Z', 7, 3, '2026-11-14', '2026-11-20'],
  ['no delay', '2026-11-23T12:00:00Z', 2, 0, '2026-11-22', '2026-11-23'],
  ['the last ms of a day', '2026-11-22T23:59:59.999Z', 1, 1, '2026-11-21', '2026-11-21'],
  ['midnight itself', '2026-11-23T00:00:00.000Z', 1, 1, '2026-11-22', '2026-11-22'],
  ['the first ms of a day', '2026-11-23T00:00:00.001Z', 1, 1, '2026-11-22', '2026-11-22'],
  ['the end of a month of 30 days', '2026-12-01T08:00:00Z', 1, 1, '2026-11-30', '2026-11-30'],
  ['the end of a month of 31 days', '2026-08-01T08:00:00Z', 2, 1, '2026-07-30', '2026-07-31'],
  ['the end of February', '2026-03-01T08:00:00Z', 1, 1, '2026-02-28', '2026-02-28'],
  ['the end of February 2024', '2024-03-01T08:00:00Z', 1, 1, '2024-02-29', '2024-02-29'],
  ['the end of February 2028', '2028-03-01T08:00:00Z', 2, 1, '2028-02-28', '2028-02-29'],
  ['2100 is no leap year', '2100-03-01T08:00:00Z', 1, 1, '2100-02-28', '2100-02-28'],
  ['2000 was one', '2000-03-01T08:00:00Z', 1, 1, '2000-02-29', '2000-02-29'],
  ['a week over a leap day', '2028-03-04T08:00:00Z', 7, 1, '2028-02-26', '2028-03-03'],
  ['new year', '2027-01-01T00:00:00Z', 1, 1, '2026-12-31', '2026-12-31'],
  ['a week over new year', '2027-01-04T08:00:00Z', 7, 1, '2026-12-28', '2027-01-03'],
  ['a year', '2027-01-01T08:00:00Z', 365, 1, '2026-01-01', '2026-12-31'],
  // 2026-03-08 and 2026-11-01 in New York, 2026-04-05 and 2026-09-27 in Auckland: days of 23 and 25 hours.
  ['New York, spring forward', '2026-03-08T07:00:00Z', 2, 1, '2026-03-06', '2026-03-07'],
  ['the evening of that day', '2026-03-08T23:59:59.999Z', 1, 0, '2026-03-08', '2026-03-08'],
  ['over that day', '2026-03-09T00:00:00Z', 7, 1, '2026-03-02', '2026-03-08'],
  ['New York, fall back', '2026-11-01T06:00:00Z', 1, 1, '2026-10-31', '2026-10-31'],
  ['over that day', '2026-11-02T00:30:00Z', 28, 1, '2026-10-05', '2026-11-01'],
  ['Auckland, fall back', '2026-04-04T14:30:00Z', 1, 1, '2026-04-03', '2026-04-03'],
  ['over that day', '2026-04-06T00:00:00Z', 7, 1, '2026-03-30', '2026-04-05'],
  ['Auckland, spring forward', '2026-09-26T14:00:00Z', 1, 1, '2026-09-25', '2026-09-25'],
  ['over that day', '2026-09-28T12:00:00Z', 7, 1, '2026-09-21', '2026-09-27'],
  ['tomorrow already in Auckland', '2026-11-22T11:00:00Z', 1, 0, '2026-11-22', '2026-11-22'],
  ['still yesterday in New York', '2026-11-23T03:00:00Z', 1, 0, '2026-11-23', '2026-11-23'],
] as const;

describe('a window', () => {
  it.each(CASES)('%s: at %s, %d d, %d d back', (_, now, days, delay, from, to) => {
    expect(rangeAt(Date.parse(now), createWindow(days), delay)).toEqual({ from, to });
  });

  it('covers exactly so many whole days, ending so many before the present one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }),
        fc.integer({ min: 1, max: 396 }),
        fc.integer({ min: 0, max: 30 }),
        (nowMs, days, delay) => {
          const { from, to } = rangeAt(nowMs, createWindow(days), delay);
          const endMs = endOfDayMs(to) ?? Number.NaN;
          expect(endMs - (startOfDayMs(from) ?? Number.NaN)).toBe(days * DAY_MS);
          expect(endMs).toBe(Math.floor(nowMs / DAY_MS) * DAY_MS + DAY_MS - delay * DAY_MS);
        },
      ),
    );
  });

  it.each([
    ['2026-11-22', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2026-03-08', '2026-03-08T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    ['2026-09-27', '2026-09-27T00:00:00.000Z', '2026-09-28T00:00:00.000Z'],
  ])('the day %s begins at %s and ends at %s', (date, start, end) => {
    expect(startOfDayMs(date)).toBe(Date.parse(start));
    expect(endOfDayMs(date)).toBe(Date.parse(end));
  });
});

describe('a window', () => {
  it.each([
    [1, '1d'],
    [28, '28d'],
    [365, '365d'],
  ])('of %d days is called %s, never in weeks or years', (days, label) => {
    expect(createWindow(days)).toEqual({ label, days });
  });

  it.each([
    '',
    '2026-02-30',
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-00',
    '2026-11-31',
    '2026-1-1',
    '26-11-22',
    '2026-11-22T00:00:00Z',
    ' 2026-11-22',
    '2026-11-22\n',
    '20261122',
    '2026/11/22',
    '+02026-11-22',
    '２０２６-11-22',
  ])('knows no day %j', (text) => {
    expect(startOfDayMs(text)).toBeUndefined();
    expect(endOfDayMs(text)).toBeUndefined();
  });
});
