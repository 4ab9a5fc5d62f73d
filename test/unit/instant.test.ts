import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantSchema } from '../../src/instant-schema.ts';
import { toInstant } from '../../src/instant.ts';

describe('a number from outside', () => {
  it('is an instant only when it is a date of these centuries, so that every one can be written', () => {
    fc.assert(
      fc.property(fc.double(), (ms) => {
        const instant = toInstant(ms);
        expect(instantSchema.safeParse(ms).success).toBe(instant !== undefined);
        if (instant === undefined) return;
        expect(new Date(instant).toISOString()).toMatch(/^(?:20\d\d|21\d\d|2200)-/);
      }),
    );
  });

  it.each([Date.UTC(2000, 0, 1), Date.UTC(2026, 10, 23), Date.UTC(2200, 0, 1)])('%i is one', (ms) => {
    expect(toInstant(ms)).toBe(ms);
  });

  it.each([NaN, Infinity, -Infinity, 0, -1, 1e300, 8.64e15, Date.UTC(1999, 11, 31)])('%d is none', (ms) => {
    expect(toInstant(ms)).toBeUndefined();
  });
});
