import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_MS, MIN_RETRY_AFTER_MS, parseRetryAfter } from '../../../src/webex/retry-after.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['1', 1000],
    ['60', 60_000],
    [' 60 ', 60_000],
    ['007', 7000],
    ['3600', 3_600_000],
    ['0', MIN_RETRY_AFTER_MS],
    ['3601', MAX_RETRY_AFTER_MS],
    ['86400', MAX_RETRY_AFTER_MS],
    ['9'.repeat(400), MAX_RETRY_AFTER_MS],
  ])('of %s seconds asks for %d ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW_MS)).toBe(ms);
  });

  it.each([
    ['Mon, 23 Nov 2026 12:01:30 GMT', 90_000],
    ['Monday, 23-Nov-26 12:01:30 GMT', 90_000],
    ['Mon Nov 23 12:01:30 2026', 90_000],
    [' Mon, 23 Nov 2026 12:01:30 GMT ', 90_000],
    ['Mon, 23 Nov 2026 12:00:00 GMT', MIN_RETRY_AFTER_MS],
    ['Mon, 23 Nov 2026 11:59:59 GMT', MIN_RETRY_AFTER_MS],
    ['Sun, 06 Nov 1994 08:49:37 GMT', MIN_RETRY_AFTER_MS],
    ['Tue, 24 Nov 2026 12:00:00 GMT', MAX_RETRY_AFTER_MS],
    ['Fri, 31 Dec 9999 23:59:59 GMT', MAX_RETRY_AFTER_MS],
  ])('of %s asks for %d ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW_MS)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    ' ',
    'rand(30),add(30)',
    '-1',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '60s',
    '60 seconds',
    '60, 120',
    '60;',
    '١٢',
    'soon',
    'Infinity',
    'NaN',
    'null',
    'Mon, 99 Nov 2026 12:01:30 GMT',
    'Mon, 23 Nov 2026 25:61:61 GMT',
    'Mon',
    '2026-11-23T12:01:30Z',
  ])('of %j asks for nothing that can be understood', (header) => {
    expect(parseRetryAfter(header, NOW_MS)).toBeUndefined();
  });

  it('is never outside of 1 s to 1 h, whatever the header and the time', () => {
    const parts = fc.constantFrom(
      'Mon,',
      'Sunday,',
      '23',
      'Nov',
      '26',
      '12:01:30',
      'GMT',
      '+0200',
      'PST',
      '-',
    );
    const headers = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.bigInt().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.array(parts, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(headers, fc.integer({ min: 0, max: 8.64e15 }), (header, nowMs) => {
        const ms = parseRetryAfter(header, nowMs) ?? MIN_RETRY_AFTER_MS;
        expect(ms).toBeGreaterThanOrEqual(MIN_RETRY_AFTER_MS);
        expect(ms).toBeLessThanOrEqual(MAX_RETRY_AFTER_MS);
      }),
    );
  });
});
