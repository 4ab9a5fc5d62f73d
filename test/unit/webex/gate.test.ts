import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/webex/gate.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../support/time.ts';

/** A visit to the gate, from waiting to leaving. */
interface Visit {
  readonly lane: string;
  leave?: () => void;
  startMs?: number;
  hasLeft: boolean;
  isAborted: boolean;
}

function createHall({ concurrency = 100, requestsPerMinute = 100 } = {}) {
  const clock = createVirtualClock();
  const lifetime = new AbortController();
  const gate = createGate({ clock, concurrency, requestsPerMinute, signal: lifetime.signal });
  const visits: Visit[] = [];
  const aborts = new Map<Visit, AbortController>();

  /** Begins to wait; who is let in is seen after `settle` or `clock.advance`. */
  function enter(lane: string): Visit {
    const visit: Visit = { lane, hasLeft: false, isAborted: false };
    const controller = new AbortController();
    visits.push(visit);
    aborts.set(visit, controller);
    gate.enter(lane, controller.signal).then(
      (leave) => {
        visit.leave = leave;
        visit.startMs = clock.now();
      },
      () => {
        visit.isAborted = true;
      },
    );
    return visit;
  }

  return {
    clock,
    gate,
    lifetime,
    visits,
    enter,
    enterAll: (...lanes: string[]) => lanes.map(enter),
    leave: (visit: Visit): void => {
      visit.leave?.();
      visit.hasLeft = visit.leave !== undefined;
    },
    abort: (visit: Visit) => aborts.get(visit)?.abort(new Error('not any more')),
    settle: () => clock.advance(0),
    waiting: () => visits.filter(({ leave, isAborted }) => !leave && !isAborted),
    inside: () => visits.filter(({ leave, hasLeft }) => leave && !hasLeft),
    lanesInside: () => visits.filter(({ leave, hasLeft }) => leave && !hasLeft).map(({ lane }) => lane),
  };
}

describe('places', () => {
  it('are never more than the concurrency, and go to the longest waiting', async () => {
    const hall = createHall({ concurrency: 2 });
    const [a, b] = hall.enterAll('a', 'b', 'c', 'd');
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['a', 'b']);
    if (b) hall.leave(b);
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['a', 'c']);
    if (a) hall.leave(a);
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['c', 'd']);
  });

  it('are given back once, however often a leave is left', async () => {
    const hall = createHall();
    const [first, second] = hall.enterAll('a', 'a', 'a');
    await hall.settle();
    for (let times = 0; times < 3; times += 1) {
      if (first) hall.leave(first);
      await hall.settle();
    }
    expect(hall.inside()).toEqual([second]);
    expect(hall.waiting()).toHaveLength(1);
  });

  it('are one for a lane: a site that hangs does not keep others out', async () => {
    const hall = createHall({ concurrency: 2 });
    const [first] = hall.enterAll('slow', 'slow', 'slow', 'b');
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['slow', 'b']);
    if (first) hall.leave(first);
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['slow', 'b']);
    expect(hall.waiting()).toHaveLength(1);
  });
});

describe('the budget', () => {
  it('lets so many start at once and the next ones a minute after each', async () => {
    const hall = createHall({ requestsPerMinute: 2 });
    hall.enter('a');
    await hall.clock.advance(10_000);
    hall.enterAll('b', 'c', 'd', 'e');
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['a', 'b']);
    await hall.clock.advance(49_999);
    expect(hall.lanesInside()).toEqual(['a', 'b']);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a', 'b', 'c']);
    await hall.clock.advance(10_000);
    expect(hall.lanesInside()).toEqual(['a', 'b', 'c', 'd']);
    await hall.clock.advance(49_999);
    expect(hall.lanesInside()).not.toContain('e');
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toContain('e');
  });

  it('counts what has left too', async () => {
    const hall = createHall({ requestsPerMinute: 1 });
    const [a] = hall.enterAll('a');
    await hall.settle();
    if (a) hall.leave(a);
    hall.enter('a');
    await hall.clock.advance(MINUTE_MS - 1);
    hall.enter('b');
    await hall.settle();
    expect(hall.inside()).toEqual([]);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a']);
  });

  it('tells what is left of it', async () => {
    const hall = createHall({ requestsPerMinute: 3 });
    expect(hall.gate.budgetLeft()).toBe(3);
    hall.enterAll('a', 'b');
    await hall.settle();
    expect(hall.gate.budgetLeft()).toBe(1);
    hall.enterAll('c', 'd');
    await hall.settle();
    expect(hall.gate.budgetLeft()).toBe(0);
    await hall.clock.advance(MINUTE_MS);
    expect(hall.gate.budgetLeft()).toBe(2);
    await hall.clock.advance(MINUTE_MS);
    expect(hall.gate.budgetLeft()).toBe(3);
  });
});

describe('a pause', () => {
  it('holds everybody until it ends', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now() + 30_000);
    hall.enterAll('a', 'b');
    await hall.clock.advance(29_999);
    expect(hall.inside()).toEqual([]);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a', 'b']);
  });

  it('is not shortened by a shorter one', async () => {
    const hall = createHall();
    const untilMs = hall.clock.now() + 30_000;
    hall.gate.pauseUntil(untilMs);
    hall.gate.pauseUntil(hall.clock.now() + 1000);
    hall.gate.pauseUntil(hall.clock.now() - 1000);
    expect(hall.gate.pausedUntilMs).toBe(untilMs);
    hall.enter('a');
    await hall.clock.advance(29_999);
    expect(hall.inside()).toEqual([]);
  });

  it('can be lengthened while others wait for its end', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now() + 1000);
    hall.enter('a');
    await hall.clock.advance(500);
    hall.gate.pauseUntil(hall.clock.now() + 10_000);
    await hall.clock.advance(9999);
    expect(hall.inside()).toEqual([]);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a']);
  });

  it('in the past holds nobody', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now());
    hall.enter('a');
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['a']);
  });
});

describe('who gives up', () => {
  it('is told why and takes no place', async () => {
    const hall = createHall({ concurrency: 1 });
    const [a] = hall.enterAll('a');
    const controller = new AbortController();
    const waiting = hall.gate.enter('b', controller.signal);
    const c = hall.enter('c');
    const reason = new Error('stopped');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    if (a) hall.leave(a);
    await hall.settle();
    expect(c.leave).toBeDefined();
  });

  it('is refused at once when it was before', async () => {
    const hall = createHall();
    const reason = new Error('stopped');
    await expect(hall.gate.enter('a', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(hall.gate.budgetLeft()).toBe(100);
  });

  it('opens its lane to who waits behind it', async () => {
    const hall = createHall({ requestsPerMinute: 1 });
    const [, second] = hall.enterAll('a', 'b', 'c');
    await hall.settle();
    if (second) hall.abort(second);
    await hall.clock.advance(MINUTE_MS);
    expect(hall.lanesInside()).toEqual(['a', 'c']);
  });

  it('leaves no listener, nor does who was let in', async () => {
    const hall = createHall({ concurrency: 1 });
    const controller = new AbortController();
    await hall.gate.enter('a', controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    const waiting = hall.gate.enter('b', controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('after it was let in keeps its place until it leaves', async () => {
    const hall = createHall({ concurrency: 1 });
    const [a, b] = hall.enterAll('a', 'b');
    await hall.settle();
    if (a) hall.abort(a);
    await hall.settle();
    expect(b?.leave).toBeUndefined();
  });

  it("ends the gate's timer with the program", async () => {
    const hall = createHall({ requestsPerMinute: 1 });
    hall.enterAll('a', 'b');
    await hall.settle();
    expect(hall.clock.sleeping).toBe(1);
    hall.lifetime.abort();
    expect(hall.clock.sleeping).toBe(0);
  });
});

describe('throttled time', () => {
  it('is the time in which somebody was held by the budget, however many', async () => {
    const hall = createHall({ requestsPerMinute: 1 });
    hall.enter('a');
    await hall.clock.advance(20_000);
    expect(hall.gate.throttledMs()).toBe(0);
    hall.enterAll('b', 'c', 'd');
    await hall.clock.advance(10_000);
    expect(hall.gate.throttledMs()).toBe(10_000);
    await hall.clock.advance(30_000 + 2 * MINUTE_MS);
    expect(hall.waiting()).toEqual([]);
    expect(hall.gate.throttledMs()).toBe(40_000 + 2 * MINUTE_MS);
    await hall.clock.advance(HOUR_MS);
    expect(hall.gate.throttledMs()).toBe(40_000 + 2 * MINUTE_MS);
  });

  it('has a pause in which somebody waited, and none in which nobody did', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now() + 30_000);
    await hall.clock.advance(10_000);
    expect(hall.gate.throttledMs()).toBe(0);
    const visit = hall.enter('a');
    await hall.clock.advance(5000);
    hall.abort(visit);
    await hall.clock.advance(5000);
    expect(hall.gate.throttledMs()).toBe(5000);
  });

  it('has no waiting for a place or a lane', async () => {
    const hall = createHall({ concurrency: 1 });
    hall.enterAll('a', 'a', 'b');
    await hall.clock.advance(HOUR_MS);
    expect(hall.waiting()).toHaveLength(2);
    expect(hall.gate.throttledMs()).toBe(0);
  });

  it('never shrinks when the clock is set back', async () => {
    const hall = createHall({ requestsPerMinute: 1 });
    hall.enterAll('a', 'b');
    await hall.clock.advance(10_000);
    expect(hall.gate.throttledMs()).toBe(10_000);
    hall.clock.shift(-HOUR_MS);
    expect(hall.gate.throttledMs()).toBe(10_000);
    await hall.clock.advance(5000);
    expect(hall.gate.throttledMs()).toBe(15_000);
  });
});

describe('other limits', () => {
  it('count what has started before', async () => {
    const hall = createHall({ requestsPerMinute: 2 });
    hall.enterAll('a', 'b', 'c', 'd');
    await hall.settle();
    hall.gate.limit({ concurrency: 100, requestsPerMinute: 3 });
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['a', 'b', 'c']);
    hall.gate.limit({ concurrency: 100, requestsPerMinute: 1 });
    await hall.clock.advance(MINUTE_MS - 1);
    expect(hall.waiting()).toHaveLength(1);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of places keep those in that are, and let others in once there is room', async () => {
    const hall = createHall({ concurrency: 2 });
    const [a, b] = hall.enterAll('a', 'b', 'c');
    await hall.settle();
    hall.gate.limit({ concurrency: 1, requestsPerMinute: 100 });
    if (a) hall.leave(a);
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['b']);
    if (b) hall.leave(b);
    await hall.settle();
    expect(hall.lanesInside()).toEqual(['c']);
  });
});

describe('a clock that is set', () => {
  it.each([
    ['back', -HOUR_MS],
    ['far back', -400 * 24 * HOUR_MS],
    ['forward', HOUR_MS],
  ])('%s holds nobody longer than the budget does', async (_, shiftMs) => {
    const hall = createHall({ requestsPerMinute: 1 });
    hall.enterAll('a', 'b');
    await hall.settle();
    hall.clock.shift(shiftMs);
    await hall.clock.advance(MINUTE_MS);
    expect(hall.lanesInside()).toEqual(['a', 'b']);
  });

  it('back does not lengthen a pause beyond what was asked', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now() + 30_000);
    hall.clock.shift(-HOUR_MS);
    hall.enter('a');
    await hall.clock.advance(29_999);
    expect(hall.inside()).toEqual([]);
    await hall.clock.advance(1);
    expect(hall.lanesInside()).toEqual(['a']);
  });

  it('back while somebody waits for the end of a pause neither', async () => {
    const hall = createHall();
    hall.gate.pauseUntil(hall.clock.now() + 30_000);
    hall.enter('a');
    await hall.clock.advance(10_000);
    hall.clock.shift(-HOUR_MS);
    await hall.clock.advance(MINUTE_MS);
    expect(hall.lanesInside()).toEqual(['a']);
  });
});

type Step =
  | { readonly do: 'enter'; readonly lane: string }
  | { readonly do: 'leave' | 'abort'; readonly which: number }
  | { readonly do: 'advance' | 'pause'; readonly ms: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      lane: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pause' as const), ms: fc.integer({ min: 1, max: 50_000 }) }),
  },
);

describe('whatever happens', () => {
  it('places, lanes, budget, pauses and the order of a lane are kept, and everybody gets in at last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(steps, { minLength: 5, maxLength: 60 }),
        async (concurrency, requestsPerMinute, script) => {
          const hall = createHall({ concurrency, requestsPerMinute });
          const pauses: { fromMs: number; untilMs: number }[] = [];
          const act = (step: Step): unknown => {
            switch (step.do) {
              case 'enter':
                return hall.enter(step.lane);
              case 'leave':
                return hall
                  .inside()
                  .slice(step.which, step.which + 1)
                  .map(hall.leave);
              case 'abort':
                return hall
                  .waiting()
                  .slice(step.which, step.which + 1)
                  .map(hall.abort);
              case 'pause': {
                const fromMs = hall.clock.now();
                pauses.push({ fromMs, untilMs: fromMs + step.ms });
                return hall.gate.pauseUntil(fromMs + step.ms);
              }
              case 'advance':
                return undefined;
            }
          };
          for (const step of script) {
            act(step);
            await hall.clock.advance(step.do === 'advance' ? step.ms : 0);
            expect(hall.inside().length).toBeLessThanOrEqual(concurrency);
            expect(new Set(hall.lanesInside()).size).toBe(hall.inside().length);
          }
          while (hall.waiting().length > 0) {
            const before = hall.waiting().length;
            hall.inside().forEach(hall.leave);
            await hall.clock.advance(2 * MINUTE_MS);
            expect(hall.waiting().length).toBeLessThan(before);
          }

          const startsMs = hall.visits.flatMap(({ startMs }) => startMs ?? []).sort((a, b) => a - b);
          const spansMs = startsMs
            .slice(requestsPerMinute)
            .map((startMs, index) => startMs - (startsMs[index] ?? Number.NaN));
          expect(spansMs.filter((spanMs) => !(spanMs >= MINUTE_MS))).toEqual([]);
          const inPause = startsMs.filter((startMs) =>
            pauses.some(({ fromMs, untilMs }) => fromMs < startMs && startMs < untilMs),
          );
          expect(inPause).toEqual([]);
          for (const lane of ['a', 'b', 'c', 'd', 'e']) {
            const inOrder = hall.visits
              .filter((visit) => visit.lane === lane)
              .flatMap(({ startMs }) => startMs ?? []);
            expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
