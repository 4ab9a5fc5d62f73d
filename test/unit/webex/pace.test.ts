import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/webex/gate.ts';
import { createPace, depart, type Departures, type Pace } from '../../../src/webex/pace.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

/** A pace, and when its requests left, in ms from the start. Each takes `takesMs`. */
function create(departures: Departures = {}, save?: (departures: Departures) => Promise<void>) {
  const clock = createVirtualClock();
  const startMs = clock.now();
  const stop = new AbortController();
  const { signal } = stop;
  const pace = createPace({ clock, signal, departures, ...(save ? { save } : {}) });
  const left: number[] = [];
  async function request(
    options: { takesMs?: number; pauseMs?: number; by?: AbortSignal; of?: Pace } = {},
  ): Promise<void> {
    const turn = await (options.of ?? pace).enter('live_monitoring', options.by ?? signal);
    await turn?.depart();
    left.push(clock.now() - startMs);
    await clock.sleep(options.takesMs ?? 0);
    if (options.pauseMs !== undefined) turn?.pause(options.pauseMs);
    turn?.leave();
  }
  return { clock, pace, left, request, stop };
}

describe('requests to a limited endpoint', () => {
  it('leave a minute apart, first come, first served', async () => {
    const { clock, left, request } = create();
    const order: string[] = [];
    const all = ['a', 'b', 'c'].map(async (name) => {
      await request();
      order.push(name);
    });
    await clock.advance(5 * MINUTE_MS);
    await Promise.all(all);
    expect(left).toEqual([0, MINUTE_MS, 2 * MINUTE_MS]);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('leave a minute after the end of the one before, which may have been long on its way', async () => {
    const { clock, left, request } = create();
    const all = [request({ takesMs: 30 * SECOND_MS }), request()];
    await clock.advance(5 * MINUTE_MS);
    await Promise.all(all);
    expect(left).toEqual([0, 90 * SECOND_MS]);
  });

  it.each([
    ['longer', 10 * MINUTE_MS, 10 * MINUTE_MS],
    ['shorter', SECOND_MS, MINUTE_MS],
  ])('wait for a pause that is %s than the gap, and not for both', async (_, pauseMs, gapMs) => {
    const { clock, left, request } = create();
    const all = [request({ pauseMs }), request()];
    await clock.advance(HOUR_MS);
    await Promise.all(all);
    expect(left).toEqual([0, gapMs]);
  });

  it.each([-HOUR_MS, -59 * SECOND_MS, 59 * SECOND_MS, HOUR_MS])(
    'leave a minute apart when the clock is set by %i ms meanwhile',
    async (stepMs) => {
      const { clock, request, pace } = create();
      await request();
      clock.shift(stepMs);
      let isThrough = false;
      const next = pace.enter('live_monitoring', new AbortController().signal).then(() => (isThrough = true));
      await clock.advance(MINUTE_MS - 1);
      expect(isThrough).toBe(false);
      await clock.advance(1);
      await next;
    },
  );

  it('that give up waiting hold up nobody, and take no turn', async () => {
    const { clock, left, request } = create();
    const end = new AbortController();
    const all = [request(), request({ by: end.signal }).catch(() => undefined), request()];
    await clock.advance(SECOND_MS);
    end.abort();
    await clock.advance(5 * MINUTE_MS);
    await Promise.all(all);
    expect(left).toEqual([0, MINUTE_MS]);
  });

  it('that do not leave in the end give their turn back at once', async () => {
    const { clock, pace, left, request } = create();
    const turn = await pace.enter('live_monitoring', new AbortController().signal);
    const next = request();
    await clock.advance(10 * SECOND_MS);
    turn?.leave();
    await clock.advance(0);
    await next;
    expect(left).toEqual([10 * SECOND_MS]);
  });

  it('do not hold up those to others', async () => {
    const { clock, pace, request } = create();
    await request();
    const { signal } = new AbortController();
    expect(await pace.enter('aggregates', signal)).toBeUndefined();
    await clock.advance(0);
  });
});

describe('a pace over restarts', () => {
  it('has its departures saved before they happen', async () => {
    const saved: Departures[] = [];
    const { clock, request } = create({}, (departures) => {
      saved.push(departures);
      return Promise.resolve();
    });
    const atMs = clock.now();
    await request();
    expect(saved).toEqual([{ live_monitoring: atMs }]);
  });

  it.each<[string, sinceMs: number, fromMs: number]>([
    ['20 s ago', 20 * SECOND_MS, 45 * SECOND_MS],
    ['an hour ago', HOUR_MS, 0],
    ['ahead, since the clock was set back', -HOUR_MS, 65 * SECOND_MS],
  ])(
    'waits for what is left of the gap after a departure %s, and a slow disk',
    async (_, sinceMs, fromMs) => {
      const { clock, left, request } = create({ live_monitoring: createVirtualClock().now() - sinceMs });
      const all = [request(), request()];
      await clock.advance(10 * MINUTE_MS);
      await Promise.all(all);
      expect(left).toEqual([fromMs, fromMs + MINUTE_MS]);
    },
  );
});

describe('a departure', () => {
  function createGated() {
    const { clock, pace, stop } = create();
    const gate = createGate({ clock, concurrency: 1, requestsPerMinute: 100, signal: stop.signal });
    const go = (endpoint: 'live_monitoring' | 'aggregates') =>
      depart({ pace, gate, clock, endpoint, lane: endpoint }, stop.signal);
    return { clock, gate, go };
  }

  it('takes no place from others while it waits for its turn', async () => {
    const { clock, go } = createGated();
    (await go('live_monitoring')).leave();
    const waiting = go('live_monitoring');
    (await go('aggregates')).leave();
    await clock.advance(MINUTE_MS);
    expect((await waiting).waitedMs).toBe(MINUTE_MS);
  });

  it('pauses its own endpoint where that is limited, and else the account', async () => {
    const { clock, gate, go } = createGated();
    const present = await go('live_monitoring');
    present.pause(HOUR_MS);
    present.leave();
    expect(gate.pausedUntilMs).toBe(0);
    let isThrough = false;
    const waiting = go('live_monitoring').then(() => (isThrough = true));
    await clock.advance(HOUR_MS - 1);
    expect(isThrough).toBe(false);
    const past = await go('aggregates');
    past.pause(MINUTE_MS);
    past.leave();
    expect(gate.pausedUntilMs).toBe(clock.now() + MINUTE_MS);
    await clock.advance(MINUTE_MS);
    await waiting;
  });
});
