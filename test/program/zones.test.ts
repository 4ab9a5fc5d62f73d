import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseRetryAfter } from '../../src/webex/retry-after.ts';
import { createWindow, rangeAt } from '../../src/window.ts';
import { DAY_MS, SECOND_MS } from '../support/time.ts';

/** Hours that local time is ahead of UTC in January and July. */
const ZONES = [
  { zone: 'Pacific/Auckland', january: 13, july: 12 },
  { zone: 'America/New_York', january: -5, july: -4 },
];

describe.each(ZONES)('a machine in $zone', ({ zone, january, july }) => {
  beforeAll(() => {
    vi.stubEnv('TZ', zone);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it('really runs in that zone', () => {
    const hoursAhead = (date: Date): number => 0 - date.getTimezoneOffset() / 60;
    expect(hoursAhead(new Date(2026, 0, 1))).toBe(january);
    expect(hoursAhead(new Date(2026, 6, 1))).toBe(july);
  });

  it('asks for UTC days, at any moment', () => {
    const moments = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1, max: 396 }),
        fc.integer({ min: 0, max: 30 }),
        (nowMs, days, delay) => {
          const dayBefore = (count: number): string =>
            new Date(nowMs - count * DAY_MS).toISOString().slice(0, 10);
          const range = { from: dayBefore(delay + days - 1), to: dayBefore(delay) };
          expect(rangeAt(nowMs, createWindow(days), delay)).toEqual(range);
        },
      ),
    );
  });

  it.each(['Mon, 23 Nov 2026 12:01:30 GMT', 'Monday, 23-Nov-26 12:01:30 GMT', 'Mon Nov 23 12:01:30 2026'])(
    'takes the Retry-After of %s for UTC',
    (header) => {
      expect(parseRetryAfter(header, Date.UTC(2026, 10, 23, 12))).toBe(90 * SECOND_MS);
    },
  );
});
