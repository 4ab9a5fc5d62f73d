import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createScheduler, type RunEnd, type Scheduler, type Task } from '../../../src/poll/scheduler.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../support/time.ts';

interface Course {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly entries: readonly LogEntry[];
  /** When each run began, by task. */
  readonly starts: Readonly<Record<string, number[]>>;
  /** The newest announced due time, by task. */
  readonly announced: Readonly<Record<string, number>>;
  /** Stops the loop and waits for it. */
  readonly stop: () => Promise<void>;
}

/** Undefined stands for `done`. */
type Work = (clock: VirtualClock, signal: AbortSignal) => Promise<RunEnd | void>;

const atOnce: Work = () => Promise.resolve();

/** Runs tasks that were made with the clock's start as their first due time, unless they have their own. */
function run(
  works: Readonly<Record<string, Work>>,
  changes: Partial<Pick<Task, 'intervalMs' | 'firstDueMs'>> = {},
): Course {
  // A turn lets settle what these tasks do; with every second a tick, more of them would take most of the time.
  const clock = createVirtualClock(undefined, nextTurn);
  const { log, entries } = createLogRecorder();
  const starts: Record<string, number[]> = {};
  const announced: Record<string, number> = {};
  const tasks = Object.entries(works).map(([name, work]): Task => ({
    name,
    intervalMs: HOUR_MS,
    firstDueMs: clock.now(),
    ...changes,
    onScheduled: (dueMs) => {
      announced[name] = dueMs;
    },
    run: async (signal) => {
      (starts[name] ??= []).push(clock.now());
      return (await work(clock, signal)) ?? 'done';
    },
  }));
  const scheduler = createScheduler(clock, log);
  scheduler.replaceTasks(tasks);
  const stopping = new AbortController();
  const ended = scheduler.run(stopping.signal);
  return {
    clock,
    scheduler,
    entries,
    starts,
    announced,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

describe('a scheduler', () => {
  it('begins every task at once', async () => {
    const { clock, starts, stop } = run({ a: atOnce, b: atOnce, c: atOnce });
    const startMs = clock.now();
    await clock.advance(0);
    await stop();
    expect(starts).toEqual({ a: [startMs], b: [startMs], c: [startMs] });
  });

  it('takes a first time in the past for now', async () => {
    const { clock, starts, stop } = run({ a: atOnce, b: atOnce, c: atOnce }, { firstDueMs: 0 });
    const startMs = clock.now();
    await clock.advance(HOUR_MS / 2 - SECOND_MS);
    await stop();
    expect(starts).toEqual({ a: [startMs], b: [startMs], c: [startMs] });
  });

  it('waits for a first time in the future', async () => {
    const dueMs = createVirtualClock().now() + 10 * MINUTE_MS;
    const { clock, starts, announced, stop } = run({ a: atOnce }, { firstDueMs: dueMs });
    await clock.advance(10 * MINUTE_MS - 1);
    expect([starts, announced]).toEqual([{}, { a: dueMs }]);
    await clock.advance(SECOND_MS);
    await stop();
    expect(starts['a']).toHaveLength(1);
  });

  it('goes on half to one and a half intervals after the first, then once per interval, each at its place', async () => {
    const { clock, starts, stop } = run({ a: atOnce, b: atOnce });
    await clock.advance(10 * HOUR_MS);
    await stop();
    for (const [first = 0, second = 0, ...later] of Object.values(starts)) {
      expect(second - first).toBeGreaterThanOrEqual(HOUR_MS / 2);
      expect(second - first).toBeLessThan(1.5 * HOUR_MS + SECOND_MS);
      expect(later.length).toBeGreaterThanOrEqual(7);
      for (const [index, startMs] of later.entries()) expect(startMs).toBe(second + (index + 1) * HOUR_MS);
    }
    expect(starts['a']?.[1]).not.toBe(starts['b']?.[1]);
  });

  it('announces the time at which it then begins, but for its tick', async () => {
    const { clock, starts, announced, stop } = run({ a: atOnce });
    await clock.advance(0);
    const dueMs = announced['a'] ?? 0;
    await clock.advance(2 * HOUR_MS);
    await stop();
    expect((starts['a']?.[1] ?? 0) - dueMs).toBeGreaterThanOrEqual(0);
    expect((starts['a']?.[1] ?? 0) - dueMs).toBeLessThanOrEqual(SECOND_MS);
  });

  it('keeps up with an interval of a second', async () => {
    const { clock, starts, stop } = run({ a: atOnce }, { intervalMs: SECOND_MS });
    await clock.advance(20 * SECOND_MS);
    await stop();
    expect(starts['a']?.length).toBeGreaterThanOrEqual(19);
    expect(starts['a']?.length).toBeLessThanOrEqual(21);
  });

  it('never runs a task twice at a time, and holds up no other', async () => {
    let running = 0;
    let most = 0;
    const slow: Work = async (clock) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(2.5 * HOUR_MS);
      running -= 1;
    };
    const { clock, starts, stop } = run({ slow, quick: atOnce, hanging: (_, signal) => endOf(signal) });
    await clock.advance(12 * HOUR_MS);
    expect(most).toBe(1);
    expect(starts['slow']?.length).toBeGreaterThanOrEqual(4);
    expect(starts['quick']?.length).toBeGreaterThanOrEqual(10);
    expect(starts['hanging']).toHaveLength(1);
    const stopped = stop();
    await clock.advance(3 * HOUR_MS);
    await stopped;
  });

  it('repeats what failed after 5, 10, 20 … minutes up to the interval, and then keeps its place again', async () => {
    let left = 5;
    const { clock, starts, announced, stop } = run({
      a: () => Promise.resolve(left-- > 0 ? 'failed' : 'done'),
    });
    await clock.advance(7 * HOUR_MS);
    await stop();
    const gaps = gapsOf(starts['a']);
    // Spread by up to a fifth, and cut where the place in the interval comes first.
    for (const [index, minutes] of [5, 10, 20].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(minutes * MINUTE_MS);
      expect(gaps[index]).toBeLessThanOrEqual(1.2 * minutes * MINUTE_MS + SECOND_MS);
    }
    expect(Math.max(...gaps)).toBeLessThan(1.5 * HOUR_MS);
    expect(gaps.slice(-2)).toEqual([HOUR_MS, HOUR_MS]);
    expect((announced['a'] ?? 0) - (starts['a']?.at(-1) ?? 0)).toBeLessThanOrEqual(HOUR_MS);
  });

  it('begins anew with 5 minutes when something failed that had recovered', async () => {
    const ends: RunEnd[] = ['failed', 'failed', 'done', 'failed', 'done'];
    const { clock, starts, stop } = run({ a: () => Promise.resolve(ends.shift() ?? 'done') });
    await clock.advance(3 * HOUR_MS);
    await stop();
    const gaps = gapsOf(starts['a']).map((ms) => Math.floor(ms / MINUTE_MS));
    expect(gaps[0]).toBe(gaps[3]);
    expect(gaps[1]).toBeGreaterThan(gaps[0] ?? 0);
  });

  it('never repeats sooner than the interval itself, however short', async () => {
    const { clock, starts, stop } = run({ a: () => Promise.resolve('failed') }, { intervalMs: MINUTE_MS });
    await clock.advance(10 * MINUTE_MS);
    await stop();
    const [, ...gaps] = gapsOf(starts['a']);
    expect(gaps.length).toBeGreaterThanOrEqual(8);
    expect(new Set(gaps)).toEqual(new Set([MINUTE_MS]));
  });

  it('leaves the repetition to nobody when a reload has taken the task away', async () => {
    let end: () => void = () => undefined;
    const { clock, scheduler, starts, stop } = run({
      a: async () => {
        await new Promise<void>((resolve) => (end = resolve));
        return 'failed';
      },
    });
    await clock.advance(SECOND_MS);
    scheduler.replaceTasks([]);
    end();
    await clock.advance(3 * HOUR_MS);
    await stop();
    expect(starts['a']).toHaveLength(1);
  });

  it('goes on after a task that fails, and logs the fault', async () => {
    const { clock, starts, entries, stop } = run({
      bad: () => Promise.reject(new Error('oh no')),
      good: atOnce,
    });
    await clock.advance(5 * HOUR_MS);
    await stop();
    expect(starts['bad']?.length).toBeGreaterThanOrEqual(4);
    expect(starts['good']?.length).toBeGreaterThanOrEqual(4);
    expect(entries[0]).toMatchObject({ level: 'error', fields: { task: 'bad', error: 'Error: oh no' } });
  });

  it('polls soon after the clock was set back, and then in step with it', async () => {
    const { clock, starts, announced, stop } = run({ a: atOnce });
    await clock.advance(2 * HOUR_MS);
    const before = starts['a']?.length ?? 0;
    clock.shift(-30 * 24 * HOUR_MS);
    await clock.advance(SECOND_MS);
    expect(announced['a']).toBeLessThanOrEqual(clock.now() + HOUR_MS);
    await clock.advance(5 * HOUR_MS);
    await stop();
    expect((starts['a']?.length ?? 0) - before).toBeGreaterThanOrEqual(5);
    expect((starts['a']?.length ?? 0) - before).toBeLessThanOrEqual(6);
  });

  it('polls once, not once per missed interval, after the clock was set ahead', async () => {
    const { clock, starts, stop } = run({ a: atOnce, b: atOnce, c: atOnce });
    await clock.advance(SECOND_MS);
    clock.shift(30 * 24 * HOUR_MS);
    await clock.advance(HOUR_MS / 2 - SECOND_MS);
    await stop();
    expect(Object.values(starts).map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it('runs a task now when it is hastened, unless it runs', async () => {
    const { clock, scheduler, starts, stop } = run({
      a: atOnce,
      b: atOnce,
      hanging: (_, signal) => endOf(signal),
    });
    await clock.advance(SECOND_MS);
    scheduler.hasten(new Set(['a', 'hanging']));
    await clock.advance(2 * SECOND_MS);
    await stop();
    expect([starts['a']?.length, starts['b']?.length, starts['hanging']?.length]).toEqual([2, 1, 1]);
  });

  it('shows that it lives', async () => {
    const { clock, scheduler, stop } = run({ hanging: (_, signal) => endOf(signal) });
    await clock.advance(HOUR_MS);
    expect(clock.now() - scheduler.lastTickMs).toBeLessThanOrEqual(SECOND_MS);
    await stop();
    const diedMs = scheduler.lastTickMs;
    await clock.advance(HOUR_MS);
    expect(scheduler.lastTickMs).toBe(diedMs);
  });

  it('stops at once: tells what runs, waits for it, begins nothing more and logs no fault', async () => {
    const ended: string[] = [];
    const rejecting: Work = async (_, signal) => {
      await endOf(signal);
      await nextTurn();
      ended.push('rejecting');
      throw new Error('aborted');
    };
    const { clock, starts, entries, stop } = run({ rejecting, quick: atOnce });
    await clock.advance(SECOND_MS);
    await stop();
    expect(ended).toEqual(['rejecting']);
    expect(clock.sleeping).toBe(0);
    await clock.advance(5 * HOUR_MS);
    expect(starts['quick']).toHaveLength(1);
    expect(entries).toEqual([]);
  });

  it('begins nothing when it is stopped before it starts', async () => {
    const clock = createVirtualClock();
    const { log } = createLogRecorder();
    let runs = 0;
    const task: Task = {
      name: 'a',
      intervalMs: HOUR_MS,
      firstDueMs: 0,
      onScheduled: () => undefined,
      run: () => {
        runs += 1;
        return Promise.resolve('done');
      },
    };
    const scheduler = createScheduler(clock, log);
    scheduler.replaceTasks([task]);
    await scheduler.run(AbortSignal.abort());
    expect(runs).toBe(0);
  });

  describe('with hundreds of tasks due', () => {
    const many = (): Record<string, Work> =>
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, atOnce]));

    it('lets the event loop turn while it begins them', async () => {
      const { starts, stop } = run(many());
      const begun = [];
      for (let turn = 0; turn < 5; turn++) {
        begun.push(Object.keys(starts).length);
        await nextTurn();
      }
      await stop();
      expect(begun).toEqual([32, 64, 96, 100, 100]);
    });

    it('begins no more of them once it is stopped', async () => {
      const { starts, stop } = run(many());
      await stop();
      expect(Object.keys(starts)).toHaveLength(32);
    });

    it('leaves those that are no longer on the list, and begins the others with the next tick', async () => {
      const { clock, scheduler, starts, stop } = run(many());
      const others: string[] = [];
      scheduler.replaceTasks(
        ['a0', 'a99', 'b'].map((name) => ({
          name,
          intervalMs: HOUR_MS,
          firstDueMs: 0,
          onScheduled: () => undefined,
          run: () => Promise.resolve((others.push(name), 'done' as const)),
        })),
      );
      await clock.advance(2 * SECOND_MS);
      await stop();
      expect(Object.keys(starts)).toHaveLength(32);
      expect(others).toEqual(['a99', 'b']);
    });
  });

  it('lives without tasks', async () => {
    const { clock, scheduler, stop } = run({});
    await clock.advance(HOUR_MS);
    expect(clock.now() - scheduler.lastTickMs).toBeLessThanOrEqual(SECOND_MS);
    await stop();
  });
});

function gapsOf(starts: readonly number[] = []): number[] {
  return starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? 0));
}

async function endOf(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
