import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPollMs, retryPollMs } from '../../../src/poll/schedule.ts';
import { HOUR_MS, MINUTE_MS } from '../../support/time.ts';

const dueMs = Date.UTC(2026, 10, 23, 15);
const siteNames = Array.from(
  { length: 400 },
  (_, index) => `site-${String(index + 1).padStart(3, '0')}.webex.com`,
);

const names = fc.string();
const dues = fc.integer({ min: 0, max: 4e12 });
const intervals = fc.integer({ min: 1000, max: 30 * 24 * HOUR_MS });

describe('nextPollMs', () => {
  it('is half an interval after the present poll at least, and less than one and a half', () => {
    fc.assert(
      fc.property(names, dues, intervals, (name, due, intervalMs) => {
        const next = nextPollMs(name, due, intervalMs);
        expect(Number.isInteger(next)).toBe(true);
        expect(next).toBeGreaterThanOrEqual(due + intervalMs / 2);
        expect(next).toBeLessThan(due + 1.5 * intervalMs);
      }),
    );
  });

  it('keeps the place in the interval from one poll to the next, for ever', () => {
    fc.assert(
      fc.property(
        names,
        dues,
        intervals,
        fc.integer({ min: 1, max: 10_000 }),
        (name, due, intervalMs, polls) => {
          const first = nextPollMs(name, due, intervalMs);
          expect(nextPollMs(name, first, intervalMs)).toBe(first + intervalMs);
          expect(nextPollMs(name, first + polls * intervalMs, intervalMs)).toBe(
            first + (polls + 1) * intervalMs,
          );
        },
      ),
    );
  });

  it('has the same place whenever the program starts', () => {
    fc.assert(
      fc.property(names, dues, dues, intervals, (name, one, other, intervalMs) => {
        const apartMs = nextPollMs(name, one, intervalMs) - nextPollMs(name, other, intervalMs);
        expect(Math.abs(apartMs % intervalMs)).toBe(0);
      }),
    );
  });

  it.each([
    ['sites', siteNames.map((site) => `${site} 1d`)],
    ['windows of a site', Array.from({ length: 396 }, (_, index) => `acme.webex.com ${index + 1}d`)],
  ])('spreads %s over the interval', (_, tasks) => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const task of tasks) {
      const placeMs = nextPollMs(task, dueMs, HOUR_MS) % HOUR_MS;
      const tenth = Math.floor((placeMs / HOUR_MS) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(tasks.length / 10 / 2);
    expect(Math.max(...tenths)).toBeLessThan((tasks.length / 10) * 2);
  });

  it('does not put the usual windows of a site close together', () => {
    const distances = siteNames.slice(0, 100).map((site) => {
      const places = ['1d', '7d', '28d']
        .map((window) => nextPollMs(`${site} ${window}`, dueMs, HOUR_MS))
        .sort((a, b) => a - b);
      return (places[2] ?? 0) - (places[0] ?? 0);
    });
    expect(distances.filter((ms) => ms < HOUR_MS / 20).length).toBeLessThan(10);
  });
});

describe('retryPollMs', () => {
  it('doubles from five minutes up to the interval, with a spread of a fifth that follows from the name', () => {
    fc.assert(
      fc.property(
        names,
        dues,
        intervals,
        fc.integer({ min: 1, max: 60 }),
        (name, end, intervalMs, failures) => {
          const delayMs = retryPollMs(name, end, failures, intervalMs) - end;
          const leastMs = Math.min(5 * MINUTE_MS * 2 ** (failures - 1), intervalMs);
          expect(Number.isInteger(delayMs)).toBe(true);
          expect(delayMs).toBeGreaterThanOrEqual(leastMs);
          expect(delayMs).toBeLessThanOrEqual(Math.min(1.2 * leastMs, intervalMs));
        },
      ),
    );
  });

  it('does not bring sites back at one moment that failed at one moment', () => {
    const places = siteNames.map((site) => retryPollMs(site, dueMs, 1, HOUR_MS));
    expect(new Set(places).size).toBeGreaterThan(390);
  });
});
