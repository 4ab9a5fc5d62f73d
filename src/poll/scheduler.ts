import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { nextPollMs, placeMs, retryPollMs } from './schedule.ts';

const MAX_TICK_MS = 1000;
const TICKS_PER_INTERVAL = 20;

/** Of the event loop, which would stand still for as long as hundreds take to begin. */
const STARTS_PER_TURN = 32;

/** Something to do once per interval. */
export interface Task {
  readonly name: string;
  readonly intervalMs: number;
  /** When it is first due; in the past means at once. */
  readonly firstDueMs: number;
  /** Told when the next run is due, as soon as that is known. */
  readonly onScheduled: (dueMs: number) => void;
  /** Ends early when the signal aborts. After `failed` it is repeated sooner. */
  readonly run: (signal: AbortSignal) => Promise<RunEnd>;
}

export type RunEnd = 'done' | 'failed';

export interface Scheduler {
  /** Runs tasks when they are due, each alone and never twice at a time, until `signal` aborts and all have ended. */
  run(signal: AbortSignal): Promise<void>;
  /** Other tasks from now on. One of a known name goes on where that was; what runs, runs to its end. */
  replaceTasks(tasks: readonly Task[]): void;
  /** Makes tasks due now; one that runs is left alone. */
  hasten(taskNames: ReadonlySet<string>): void;
  /** When it last looked for due tasks: the proof that the loop lives. */
  readonly lastTickMs: number;
}

export function createScheduler(clock: Clock, log: Logger): Scheduler {
  // By name: a task that is replaced by one of the same name keeps its place, and is not run beside it.
  let tasks: ReadonlyMap<string, Task> = new Map();
  const due = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  /** Runs since the last that did not fail. */
  const failures = new Map<string, number>();
  let lastTickMs = clock.now();

  function start(task: Task, dueMs: number, signal: AbortSignal): void {
    // A whole interval late, it has lost its place: counted from then, it would soon poll again.
    const startMs = clock.now() - dueMs < task.intervalMs ? dueMs : clock.now();
    setDue(task, nextPollMs(task.name, startMs, task.intervalMs));
    const run = task
      .run(signal)
      .catch((error: unknown): RunEnd => {
        if (signal.aborted) return 'done';
        log.error('a poll ended in a fault of the exporter itself', {
          task: task.name,
          error: String(error),
        });
        return 'failed';
      })
      .then((end) => {
        running.delete(task.name);
        settle(task.name, end);
      });
    running.set(task.name, run);
  }

  function settle(name: string, end: RunEnd): void {
    const task = tasks.get(name);
    if (end === 'done' || task === undefined) {
      failures.delete(name);
      return;
    }
    const count = (failures.get(name) ?? 0) + 1;
    failures.set(name, count);
    const retryMs = retryPollMs(name, clock.now(), count, task.intervalMs);
    if (retryMs < (due.get(name) ?? Infinity)) setDue(task, retryMs);
  }

  function setDue(task: Task, dueMs: number): void {
    due.set(task.name, dueMs);
    task.onScheduled(dueMs);
  }

  async function tick(signal: AbortSignal): Promise<void> {
    lastTickMs = clock.now();
    const present = tasks;
    let starts = 0;
    for (const [name, task] of present) {
      const dueMs = due.get(name) ?? task.firstDueMs;
      // A due time this far ahead was made before the clock was set back; without this the task would sleep that long.
      if (dueMs - lastTickMs > 2 * task.intervalMs) setDue(task, placeMs(name, lastTickMs, task.intervalMs));
      if (dueMs > lastTickMs || running.has(name)) continue;
      start(task, dueMs, signal);
      starts += 1;
      if (starts % STARTS_PER_TURN > 0) continue;
      await nextTurn();
      // The next tick starts those that took the place of these.
      if (signal.aborted || tasks !== present) return;
    }
  }

  function tickMs(): number {
    const shortestMs = Math.min(...Array.from(tasks.values(), ({ intervalMs }) => intervalMs));
    return Math.min(MAX_TICK_MS, shortestMs / TICKS_PER_INTERVAL);
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await tick(signal);
        await clock.sleep(tickMs(), signal).catch(() => undefined);
      }
      await Promise.all(running.values());
    },
    replaceTasks(newTasks) {
      const before = tasks;
      tasks = new Map(newTasks.map((task) => [task.name, task]));
      for (const name of before.keys()) if (!tasks.has(name)) due.delete(name);
      for (const task of newTasks) {
        const keptMs = before.has(task.name) ? due.get(task.name) : undefined;
        // A shorter interval counts from now on; a longer one from the next poll on.
        const soonestMs = placeMs(task.name, clock.now(), task.intervalMs);
        setDue(
          task,
          keptMs === undefined ? Math.max(task.firstDueMs, clock.now()) : Math.min(keptMs, soonestMs),
        );
      }
    },
    hasten(taskNames) {
      for (const [name, task] of tasks) {
        if (taskNames.has(name) && !running.has(name)) setDue(task, clock.now());
      }
    },
    get lastTickMs() {
      return lastTickMs;
    },
  };
}
