import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { nextPollMs } from './schedule.ts';

const MAX_TICK_MS = 1000;
const TICKS_PER_INTERVAL = 20;

/** Something to do once per interval. */
export interface Task {
  readonly name: string;
  readonly intervalMs: number;
  /** When it is first due; in the past means at once. */
  readonly firstDueMs: number;
  /** Told when the next run is due, as soon as that is known. */
  readonly onScheduled: (dueMs: number) => void;
  /** Ends early when the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export interface SchedulerOptions {
  readonly tasks: readonly Task[];
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Scheduler {
  /** Runs tasks when they are due, each alone and never twice at a time, until `signal` aborts and all have ended. */
  run(signal: AbortSignal): Promise<void>;
  /** Makes tasks due now; one that runs is left alone. */
  hasten(taskNames: ReadonlySet<string>): void;
  /** When it last looked for due tasks: the proof that the loop lives. */
  readonly lastTickMs: number;
}

export function createScheduler({ tasks, clock, log }: SchedulerOptions): Scheduler {
  const due = new Map(tasks.map((task) => [task, task.firstDueMs]));
  const running = new Map<Task, Promise<void>>();
  let lastTickMs = clock.now();

  function start(task: Task, dueMs: number, signal: AbortSignal): void {
    // A whole interval late, it has lost its place: counted from then, it would soon poll again.
    reschedule(task, clock.now() - dueMs < task.intervalMs ? dueMs : clock.now());
    const run = task
      .run(signal)
      .catch((error: unknown) => {
        if (!signal.aborted)
          log.error('a poll ended in a fault of the exporter itself', {
            task: task.name,
            error: String(error),
          });
      })
      .finally(() => running.delete(task));
    running.set(task, run);
  }

  function reschedule(task: Task, dueMs: number): void {
    const nextMs = nextPollMs(task.name, dueMs, task.intervalMs);
    due.set(task, nextMs);
    task.onScheduled(nextMs);
  }

  function tick(signal: AbortSignal): void {
    lastTickMs = clock.now();
    for (const [task, dueMs] of due) {
      // A due time this far ahead was made before the clock was set back; without this the task would sleep that long.
      if (dueMs - lastTickMs > 2 * task.intervalMs) reschedule(task, lastTickMs - task.intervalMs);
      else if (dueMs <= lastTickMs && !running.has(task)) start(task, dueMs, signal);
    }
  }

  return {
    async run(signal) {
      for (const task of tasks) task.onScheduled(Math.max(task.firstDueMs, clock.now()));
      const shortestMs = Math.min(...tasks.map(({ intervalMs }) => intervalMs));
      const tickMs = Math.min(MAX_TICK_MS, shortestMs / TICKS_PER_INTERVAL);
      while (!signal.aborted) {
        tick(signal);
        await clock.sleep(tickMs, signal).catch(() => undefined);
      }
      await Promise.all(running.values());
    },
    hasten(taskNames) {
      for (const task of tasks) {
        if (!taskNames.has(task.name) || running.has(task)) continue;
        due.set(task, clock.now());
        task.onScheduled(clock.now());
      }
    },
    get lastTickMs() {
      return lastTickMs;
    },
  };
}
