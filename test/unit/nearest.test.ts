import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/nearest.ts';

const KNOWN = ['WEBEX_SITES', 'WEBEX_WINDOWS', 'WEBEX_POLL_INTERVAL', 'WEBEX_POLL_TIMEOUT', 'help'];

describe('the nearest name', () => {
  it.each([
    ['WEBEX_SITE', 'WEBEX_SITES'],
    ['webex_sites', 'WEBEX_SITES'],
    ['WEBEX_SIETS', 'WEBEX_SITES'],
    ['WEBEX_POLL_INTERVALL', 'WEBEX_POLL_INTERVAL'],
    ['WEBEX_POLLINTERVAL', 'WEBEX_POLL_INTERVAL'],
    ['WEBEX_TIMEOUT', undefined],
    ['hlep', 'help'],
    ['hel', 'help'],
    ['helpp', 'help'],
    ['', undefined],
    ['x', undefined],
    ['COMPLETELY_DIFFERENT', undefined],
  ])('to %j is %j', (name, meant) => {
    expect(nearest(name, KNOWN)).toBe(meant);
  });

  it('is none when nothing is known', () => {
    expect(nearest('help', [])).toBeUndefined();
  });
});
