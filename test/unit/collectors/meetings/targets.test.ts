import { describe, expect, it } from 'vitest';
import { toTarget } from '../../../../src/collectors/meetings/targets.ts';
import { createWindow } from '../../../../src/window.ts';
import { DAY_MS, HOUR_MS } from '../../../support/time.ts';

function targetOf(dataDelayDays: number) {
  return toTarget(
    { account: 'emea', site: 'acme.webex.com', window: createWindow(7) },
    { pollIntervalMs: HOUR_MS, staleAfterMs: 2 * DAY_MS, maxLabelValues: 10, dataDelayDays },
  );
}

describe('a window of a site', () => {
  it('is asked with plain dates as of the instant', () => {
    const question = targetOf(1).questionAt(Date.UTC(2026, 10, 23, 23, 59));
    expect(question).toMatchObject({
      base: 'analytics',
      endpoint: 'aggregates',
      path: 'v1/analytics/meetingsMetrics/aggregates',
      days: { from: '2026-11-16', to: '2026-11-22' },
    });
    expect(question.query?.toString()).toBe('siteUrl=acme.webex.com&from=2026-11-16&to=2026-11-22');
    expect(question.body).toBeUndefined();
  });

  it('is known by its collector, account, site and window, and needed to be ready', () => {
    const { key, isRequired } = targetOf(1);
    expect(key).toEqual({ collector: 'meetings', account: 'emea', site: 'acme.webex.com', window: '7d' });
    expect(isRequired).toBe(true);
  });

  it.each([
    [0, Date.UTC(2026, 10, 24, 14)],
    [1, Date.UTC(2026, 10, 23, 14)],
    [2, Date.UTC(2026, 10, 22, 14)],
  ])('with a delay of %i days has its figures at 14:00 UTC of the day after the last', (delay, dueMs) => {
    expect(targetOf(delay).questionAt(Date.UTC(2026, 10, 23, 9)).figuresDueMs).toBe(dueMs);
  });
});
