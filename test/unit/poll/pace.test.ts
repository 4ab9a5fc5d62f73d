import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/poll/pace.ts';
import { otherSite, site } from '../../support/sites.ts';
import { MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { createOrganisation } from './organisation.ts';

const PACE = { name: 'present default', gapMs: MINUTE_MS };

describe('polls of one pace', () => {
  it('leave a gap apart, whatever their targets', async () => {
    const { begin, clock, asked } = createOrganisation();
    const startMs = clock.now();
    const polls = [begin({ pace: PACE }), begin({ site: otherSite, pace: PACE }), begin({ pace: PACE })];
    await clock.advance(10 * MINUTE_MS);
    const records = (await Promise.all(polls)).map(({ record }) => record);
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual([0, MINUTE_MS, 2 * MINUTE_MS]);
    // Waiting is no part of how long a poll took.
    expect(records.map(({ outcome, durationMs }) => [outcome, durationMs])).toEqual(
      Array.from({ length: 3 }, () => ['success', 0]),
    );
  });

  it('keep the gap over retries, and do not hold back those without', async () => {
    const { begin, clock, asked, simulator } = createOrganisation();
    const startMs = clock.now();
    simulator.faults.set(site, { kind: 'reset', times: 2 });
    const polls = [begin({ pace: PACE })];
    await clock.advance(10 * SECOND_MS);
    polls.push(begin({ site: otherSite }));
    await clock.advance(10 * MINUTE_MS);
    expect((await Promise.all(polls)).map(({ record }) => record.outcome)).toEqual(['success', 'success']);
    expect(asked.map(({ atMs }) => atMs - startMs)).toEqual([0, 10 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS]);
  });
});

describe('a pace', () => {
  it('counts from a request of an earlier run, and from the newest of several', async () => {
    const clock = createVirtualClock();
    const pace = createPace(clock);
    pace.note(PACE, clock.now() - 20 * SECOND_MS);
    pace.note(PACE, clock.now() - 50 * SECOND_MS);
    const startMs = clock.now();
    let passedMs: number | undefined;
    const waiting = pace.wait(PACE, new AbortController().signal).then(() => {
      passedMs = clock.now() - startMs;
    });
    expect(pace.take(PACE)).toBe(false);
    await clock.advance(MINUTE_MS);
    await waiting;
    expect(passedMs).toBe(40 * SECOND_MS);
    expect(pace.take(PACE)).toBe(true);
    expect(pace.take(PACE)).toBe(false);
  });

  it('whose newest request lies ahead, since the clock was set back, waits no longer than the gap', async () => {
    const clock = createVirtualClock();
    const pace = createPace(clock);
    pace.note(PACE, clock.now() + 100 * MINUTE_MS);
    const waiting = pace.wait(PACE, new AbortController().signal);
    await clock.advance(MINUTE_MS);
    await waiting;
    expect(pace.take(PACE)).toBe(true);
  });
});
