import { describe, expect, it } from 'vitest';
import { countryOf, COUNTRY_NAMES } from '../../../src/simulator/world/countries.ts';

describe('the countries of the simulator', () => {
  it('are where they can be, and work in whole shares', () => {
    for (const name of COUNTRY_NAMES) {
      const { latitude, longitude, zones } = countryOf(name);
      expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
      expect(zones.reduce((sum, { share }) => sum + share, 0)).toBe(1);
      // The sun is never four hours off a country's clocks; whose day it is across the date line does not matter.
      for (const { offsetHours } of zones)
        expect(Math.abs(((((offsetHours - longitude / 15) % 24) + 36) % 24) - 12)).toBeLessThan(4);
    }
  });

  it('are no others', () => {
    expect(() => countryOf('Atlantis')).toThrow(RangeError);
  });
});
