import { readdir } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileRefusal, readBoundedFile } from './bounded-file.ts';
import type { Clock } from './clock.ts';
import { createTurns } from './turns.ts';

/** A local disk answers in milliseconds, a network's in seconds; one that does not is as good as gone. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Node has four threads for files, names and compression. One is left to keep pages and polls going while these hang: those of
 * files that people name, and that of the state directory, whose mount must not cost a token.
 */
const NAMED_AT_A_TIME = 2;
const STATE_AT_A_TIME = 1;

/**
 * Work on a file takes some turns of the event loop. Where the processor is scarce a turn takes seconds, and the timer is over
 * before an answer that is long there has been looked at: so much it may still take.
 */
const TURNS_AFTER_TIME = 20;

/**
 * A way to files that may be on a mount that hangs. What hangs cannot be ended, so its path is left alone until it answers, and
 * every path while as many hang as may. All reject in time, whatever the files do.
 */
export interface FileAccess {
  /** The text of a regular file. Who asks for one that is being read is given the same. */
  read(path: string, maxBytes?: number): Promise<string>;
  /** The names in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** Any other work on a path, such as replacing the file there. */
  work<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** Whether something is under way: it may hold one of Node's threads, for which Node waits when it ends. */
  readonly isHeld: boolean;
}

/** For files that somebody names. There is one for all of them, and another for state. */
export function createFileAccess(clock: Clock, readFile = readBoundedFile): FileAccess {
  return createBoundedAccess(clock, NAMED_AT_A_TIME, readFile);
}

/** For files of the state directory. */
export function createStateAccess(clock: Clock): FileAccess {
  return createBoundedAccess(clock, STATE_AT_A_TIME, readBoundedFile);
}

function createBoundedAccess(clock: Clock, atATime: number, readFile: typeof readBoundedFile): FileAccess {
  const turns = createTurns(atATime);
  const reads = new Map<string, Promise<string>>();
  const hanging = new Set<string>();

  async function inTime<T>(path: string, work: () => Promise<T>): Promise<T> {
    if (hanging.has(path)) throw toLate(path);
    if (hanging.size >= atATime)
      throw new FileRefusal(`${path} is left alone while ${[...hanging].join(' and ')} hang`, 'others hang');
    const timer = new AbortController();
    const working = turns.run(work).finally(() => {
      timer.abort();
      hanging.delete(path);
    });
    const late = clock.sleep(ANSWER_WITHIN_MS, timer.signal).then(
      async () => {
        for (let turn = 0; turn < TURNS_AFTER_TIME; turn += 1) await nextTurn();
        if (!timer.signal.aborted) hanging.add(path);
        throw toLate(path);
      },
      () => working,
    );
    return Promise.race([working, late]);
  }

  return {
    read(path, maxBytes) {
      const reading =
        reads.get(path) ?? inTime(path, () => readFile(path, maxBytes)).finally(() => reads.delete(path));
      reads.set(path, reading);
      return reading;
    },
    list: (path) => inTime(path, () => readdir(path)),
    work: inTime,
    get isHeld() {
      return turns.isTaken;
    },
  };
}

function toLate(path: string): FileRefusal {
  const words = `answer within ${ANSWER_WITHIN_MS / 1000} s`;
  return new FileRefusal(`${path} does not ${words}`, `no ${words}`);
}
