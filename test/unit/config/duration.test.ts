import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from '../../../src/config/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';

describe('a duration', () => {
  it.each([
    ['1s', SECOND_MS],
    ['90s', 90 * SECOND_MS],
    ['15m', 15 * MINUTE_MS],
    ['1h30m', 90 * MINUTE_MS],
    ['1h0m5s', HOUR_MS + 5 * SECOND_MS],
    ['2d', 2 * DAY_MS],
    ['1d12h', 36 * HOUR_MS],
    ['1w', 7 * DAY_MS],
    ['1y', 365 * DAY_MS],
    ['10y', 3650 * DAY_MS],
    ['1y2w3d4h5m6s', 382 * DAY_MS + 4 * HOUR_MS + 5 * MINUTE_MS + 6 * SECOND_MS],
    ['007d', 7 * DAY_MS],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '0',
    '0s',
    '0d0h',
    '1',
    '3600',
    's',
    '1 h',
    ' 1h',
    '1h ',
    '1h\n',
    '-1h',
    '+1h',
    '1.5h',
    '1,5h',
    '.5h',
    '1e3s',
    '0x10s',
    '30m1h',
    '1h1h',
    '1H',
    '1day',
    '1 day',
    '1min',
    'hourly',
    '1ms',
    '11y',
    '9999999999d',
    `${'9'.repeat(400)}s`,
    'NaNs',
    'Infinity',
    '١h',
    '1h;',
    'P1D',
  ])('%j is none', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  it.each([
    [28 * DAY_MS, '28d'],
    [90 * MINUTE_MS, '1h30m'],
    [48 * HOUR_MS, '2d'],
    [365 * DAY_MS, '365d'],
    [SECOND_MS, '1s'],
    [DAY_MS + SECOND_MS, '1d1s'],
    [0, '0s'],
  ])('of %d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * 365 * 86_400 }), (seconds) => {
        expect(parseDurationMs(formatDuration(seconds * SECOND_MS))).toBe(seconds * SECOND_MS);
      }),
    );
  });

  it('is between 1 s and 10 years in whole seconds, or none, whatever the text', () => {
    const parts = fc.array(fc.tuple(fc.nat(), fc.constantFrom('y', 'w', 'd', 'h', 'm', 's', 'ms', '', ' ')));
    const texts = fc.oneof(
      fc.string(),
      parts.map((pairs) => pairs.flat().join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const ms = parseDurationMs(text) ?? SECOND_MS;
        expect(ms % SECOND_MS).toBe(0);
        expect(ms).toBeGreaterThanOrEqual(SECOND_MS);
        expect(ms).toBeLessThanOrEqual(3650 * DAY_MS);
      }),
    );
  });
});
