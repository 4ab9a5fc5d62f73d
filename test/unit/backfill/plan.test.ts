import { describe, expect, it } from 'vitest';
import {
  findSpanFaults,
  listDays,
  listSampleSeconds,
  makePlan,
  type Span,
} from '../../../src/backfill/plan.ts';
import { DAY_MS, HOUR_MS } from '../../support/time.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 15, 30);
const STEP_MS = 5 * 60_000;

function span(changes: Partial<Span> = {}): Span {
  return {
    from: '2026-11-01',
    to: '2026-11-22',
    untilMs: NOW_MS - 3 * HOUR_MS,
    stepMs: STEP_MS,
    ...changes,
  };
}

describe('findSpanFaults', () => {
  it.each<[string, Partial<Span>]>([
    ['an ordinary span', {}],
    ['a single day', { from: '2026-11-22' }],
    ['today', { from: '2026-11-23', to: '2026-11-23' }],
    ['the oldest day', { from: '2025-10-23' }],
    ['a step of a day', { stepMs: DAY_MS }],
    ['an earlier end', { untilMs: Date.UTC(2026, 10, 1, 0, 0, 1) }],
  ])('accepts %s', (_, changes) => {
    expect(findSpanFaults(span(changes), NOW_MS)).toEqual([]);
  });

  it.each<[string, Partial<Span>, string]>([
    ['from after to', { from: '2026-11-22', to: '2026-11-21' }, '--from 2026-11-22 is after --to 2026-11-21'],
    ['the future', { to: '2026-11-24' }, '--to 2026-11-24 lies in the future; today is 2026-11-23 (UTC)'],
    [
      'the distant past',
      { from: '2025-10-22' },
      '--from 2025-10-22 is too old: Webex keeps 13 months, which is 2025-10-23 today',
    ],
    [
      'an end in the last 3 hours',
      { untilMs: NOW_MS - 3 * HOUR_MS + 1000 },
      '--until lies within the last 3 hours, which Prometheus keeps in memory; the latest is 2026-11-23T12:30:00Z',
    ],
    [
      'an end before the first day',
      { untilMs: Date.UTC(2026, 10, 1) },
      'nothing is left to write: --from 2026-11-01 begins after the last sample, which is before 2026-11-01T00:00:00Z',
    ],
    ['a step over a day', { stepMs: DAY_MS + 1000 }, '--step is longer than a day'],
  ])('refuses %s', (_, changes, fault) => {
    expect(findSpanFaults(span(changes), NOW_MS)).toEqual([fault]);
  });

  it('says that today has nothing to write before 03:00 UTC', () => {
    const nowMs = Date.UTC(2026, 10, 23, 2);
    const today = { from: '2026-11-23', to: '2026-11-23', untilMs: nowMs - 3 * HOUR_MS };
    expect(findSpanFaults(span(today), nowMs)).toEqual([
      'nothing is left to write: --from 2026-11-23 begins after the last sample, which is before 2026-11-22T23:00:00Z',
    ]);
  });

  it('lists all faults at once', () => {
    const faults = findSpanFaults(
      { from: '2027-01-02', to: '2027-01-01', untilMs: NOW_MS, stepMs: 2 * DAY_MS },
      NOW_MS,
    );
    expect(faults).toHaveLength(4);
  });
});

describe('listDays', () => {
  it('has each day once, the newest first, over a leap day and the ends of months', () => {
    expect(listDays(span({ from: '2024-02-27', to: '2024-03-02' }))).toEqual([
      '2024-03-02',
      '2024-03-01',
      '2024-02-29',
      '2024-02-28',
      '2024-02-27',
    ]);
  });

  it.each([
    ['2026-11-21T23:59:59Z', ['2026-11-21', '2026-11-20']],
    ['2026-11-22T00:00:00Z', ['2026-11-21', '2026-11-20']],
    ['2026-11-22T00:00:01Z', ['2026-11-22', '2026-11-21', '2026-11-20']],
  ])('leaves out days that begin at or after %s', (until, days) => {
    expect(listDays(span({ from: '2026-11-20', untilMs: Date.parse(until) }))).toEqual(days);
  });
});

describe('listSampleSeconds', () => {
  const midnight = Date.UTC(2026, 10, 20) / 1000;

  it.each([
    ['5m', STEP_MS, 288],
    ['1h', HOUR_MS, 24],
    ['a day', DAY_MS, 1],
    ['7h, which does not divide a day', 7 * HOUR_MS, 4],
  ])('has a sample at 00:00 UTC and one each %s before the next day', (_, stepMs, count) => {
    const seconds = listSampleSeconds('2026-11-20', span({ stepMs }));
    expect(seconds).toEqual(Array.from({ length: count }, (_, index) => midnight + (index * stepMs) / 1000));
  });

  it.each([
    ['2026-11-20T00:10:00Z', [0, 300]],
    ['2026-11-20T00:10:01Z', [0, 300, 600]],
    ['2026-11-20T00:00:00Z', []],
  ])('has none at or after %s', (until, offsets) => {
    const seconds = listSampleSeconds('2026-11-20', span({ untilMs: Date.parse(until) }));
    expect(seconds).toEqual(offsets.map((offset) => midnight + offset));
  });
});

describe('makePlan', () => {
  const days = ['2026-11-22', '2026-11-21'];
  const share = {
    questionsPerDay: 6,
    dayQuestionsPerDay: 2,
    requestsPerMinute: 6,
    kept: 0,
  };

  it('asks each window of each site on each day', () => {
    expect(makePlan(days, span(), [share], [])).toMatchObject({
      days: 2,
      requests: 12,
      kept: 0,
      durationMs: 120_000,
    });
  });

  it('counts the windows of one day, and blocks by series and day, whatever the step', () => {
    const fine = makePlan(days, span(), [share], []);
    const coarse = makePlan(days, span({ stepMs: HOUR_MS }), [share], []);
    expect(fine).toMatchObject({ dayRequests: 4, blockBytes: coarse.blockBytes });
    expect(fine.blockBytes).toBeLessThan(fine.bytes / 20);
  });

  it('counts what is kept, and takes as long as the slowest account', () => {
    const slow = { ...share, questionsPerDay: 2, requestsPerMinute: 1, kept: 1 };
    expect(makePlan(days, span(), [{ ...share, kept: 12 }, slow], [])).toMatchObject({
      requests: 16,
      kept: 13,
      durationMs: 180_000,
    });
  });

  it('counts the bytes of extra labels', () => {
    const bare = makePlan(days, span(), [share], []);
    const labelled = makePlan(days, span(), [share], [{ name: 'job', value: 'webex' }]);
    expect((labelled.bytes - bare.bytes) / bare.samples).toBe(',job="webex"'.length);
  });

  it('expects samples and bytes in inverse proportion to the step', () => {
    const fine = makePlan(days, span(), [share], []);
    const coarse = makePlan(days, span({ stepMs: HOUR_MS }), [share], []);
    expect(fine.samples).toBe(12 * coarse.samples);
    expect(fine.bytes).toBe(12 * coarse.bytes);
  });
});
