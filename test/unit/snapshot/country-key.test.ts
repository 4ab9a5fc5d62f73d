import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../../src/snapshot/country-data.ts';
import { toKey } from '../../../src/snapshot/country-key.ts';

describe("a country's key", () => {
  it('is the same whether or not a name has signs of other scripts besides', () => {
    const western = fc.string({
      unit: fc.constantFrom(...Array.from("abdepst d'd.,&-()éçñüÿæðøþ÷ı0")),
      maxLength: 12,
    });
    fc.assert(
      fc.property(western, (name) => {
        // A word of one such sign is nothing, and has the name read as one of any script.
        expect(toKey(name)).toBe(toKey(`${name} ’`));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Øman', 'øman'],
    ['Oman 2', '2 oman'],
    ['大韓民国', '大韓民国'],
    // Its plain form is a capital letter.
    ['Oman ℝ', 'R oman'],
  ])('keeps every letter and number of %j', (name, key) => {
    expect(toKey(name)).toBe(key);
  });

  it('is its own key, so that a name that is one need not be made one', () => {
    const keys = COUNTRIES.trim()
      .split(/; |\n/)
      .flatMap((country) => country.split('|').slice(2));
    expect(keys.length).toBeGreaterThan(300);
    expect(keys.filter((key) => toKey(key) !== key)).toEqual([]);
  });
});
