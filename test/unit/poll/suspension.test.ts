import { describe, expect, it } from 'vitest';
import { createSuspension, type Suspension } from '../../../src/poll/suspension.ts';
import { Secret } from '../../../src/secret.ts';
import { unauthorized } from '../../../src/webex/token.ts';
import type { Failure } from '../../../src/webex/verdict.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../support/time.ts';

const TOKEN = new Secret('refused');

describe('an account whose token is refused', () => {
  it('lets nobody ask, and one poll try after 5, 10, 20, 40 and 60 minutes', async () => {
    const { suspension, clock } = createAccount();
    expect(suspension.enter()).toBe('free');
    const failure = refuse(suspension);
    const startMs = clock.now();
    const trials: number[] = [];
    for (let minute = 0; minute < 200; minute += 1) {
      if (suspension.enter() === 'trial') trials.push((clock.now() - startMs) / MINUTE_MS);
      expect(suspension.enter()).toBe(failure);
      await clock.advance(MINUTE_MS);
    }
    expect(trials).toEqual([5, 15, 35, 75, 135, 195]);
  });

  it('asks for a retry once it may be made, until somebody makes it', async () => {
    const { suspension, clock, retries } = createAccount();
    refuse(suspension);
    await clock.advance(5 * MINUTE_MS - SECOND_MS);
    expect(retries()).toBe(0);
    await clock.advance(11 * SECOND_MS);
    expect(retries()).toBe(3);
    suspension.enter();
    await clock.advance(9 * MINUTE_MS);
    expect(retries()).toBe(3);
  });

  it('goes on within five seconds of a change, and tells once', async () => {
    const { suspension, clock, change, ends } = createAccount();
    refuse(suspension);
    await clock.advance(MINUTE_MS);
    change();
    await clock.advance(5 * SECOND_MS);
    expect(suspension.enter()).toBe('free');
    expect(suspension.refusedToken).toBeUndefined();
    suspension.end();
    expect(ends()).toBe(1);
    await clock.advance(MINUTE_MS);
    expect(clock.sleeping).toBe(0);
  });

  it('begins with short pauses again after it went on', async () => {
    const { suspension, clock } = createAccount();
    refuse(suspension);
    await clock.advance(5 * MINUTE_MS);
    expect(suspension.enter()).toBe('trial');
    suspension.end();
    refuse(suspension);
    await clock.advance(5 * MINUTE_MS);
    expect(suspension.enter()).toBe('trial');
  });

  it('is watched by one watcher, however fast it comes and goes', async () => {
    const { suspension, clock, looks } = createAccount();
    for (let round = 0; round < 20; round += 1) {
      refuse(suspension);
      await clock.advance(SECOND_MS);
      suspension.end();
    }
    refuse(suspension);
    expect(clock.sleeping).toBe(1);
    const before = looks();
    await clock.advance(MINUTE_MS);
    expect(looks() - before).toBe(12);
    expect(clock.sleeping).toBe(1);
  });

  it('is watched again after its watcher had gone', async () => {
    const { suspension, clock, change } = createAccount();
    refuse(suspension);
    suspension.end();
    await clock.advance(MINUTE_MS);
    expect(clock.sleeping).toBe(0);
    refuse(suspension);
    change();
    await clock.advance(5 * SECOND_MS);
    expect(suspension.enter()).toBe('free');
  });

  it('is no longer watched when the program ends', async () => {
    const { suspension, clock, stop } = createAccount();
    refuse(suspension);
    stop.abort();
    await clock.advance(MINUTE_MS);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a refusal', () => {
  it('stops polls that were let in before it, and none that come after', () => {
    const { suspension } = createAccount();
    const { refusals } = suspension;
    expect(suspension.refusalSince(refusals)).toBeUndefined();
    const failure = refuse(suspension);
    expect(suspension.refusalSince(refusals)).toBe(failure);
    expect(suspension.refusalSince(suspension.refusals)).toBeUndefined();
  });

  it('that a poll brings back which was not let in does not stop the one that tries', async () => {
    const { suspension, clock } = createAccount();
    const failure = refuse(suspension);
    await clock.advance(5 * MINUTE_MS);
    expect(suspension.enter()).toBe('trial');
    const { refusals } = suspension;
    suspension.begin(failure, undefined);
    expect(suspension.refusalSince(refusals)).toBeUndefined();
    expect(suspension.refusedToken).toBe(TOKEN);
  });

  it('that is brought back late does not begin it anew', () => {
    const { suspension } = createAccount();
    const failure = refuse(suspension);
    suspension.end();
    suspension.begin(failure, TOKEN);
    expect(suspension.enter()).toBe('free');
  });
});

interface Setup {
  readonly suspension: Suspension;
  readonly clock: VirtualClock;
  readonly stop: AbortController;
  /** From now on another token can be had. */
  readonly change: () => void;
  readonly looks: () => number;
  readonly retries: () => number;
  readonly ends: () => number;
}

function createAccount(): Setup {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const count = { looks: 0, retries: 0, ends: 0 };
  let isChanged = false;
  const suspension = createSuspension({
    clock,
    hasChanged() {
      count.looks += 1;
      return Promise.resolve(isChanged);
    },
    onRetry: () => (count.retries += 1),
    onEnd: () => (count.ends += 1),
    signal: stop.signal,
  });
  return {
    suspension,
    clock,
    stop,
    change: () => (isChanged = true),
    looks: () => count.looks,
    retries: () => count.retries,
    ends: () => count.ends,
  };
}

function refuse(suspension: Suspension): Failure {
  const failure = unauthorized('no');
  suspension.begin(failure, TOKEN);
  return failure;
}
