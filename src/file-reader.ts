import { setImmediate as nextTurn } from 'node:timers/promises';
import { readBoundedFile } from './bounded-file.ts';
import type { Clock } from './clock.ts';
import { createTurns } from './turns.ts';

/** A local disk answers in milliseconds, a network's in seconds; one that does not is as good as gone. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Of Node's four threads for files, names and compression: those that are left keep pages and polls going while two reads
 * hang.
 */
const AT_A_TIME = 2;

/**
 * A read takes some turns of the event loop. Where the processor is scarce a turn takes seconds, and the timer is over before
 * an answer that is long there has been looked at: so much it may still take.
 */
const TURNS_AFTER_TIME = 20;

/** The text of a regular file. Rejects when it cannot be read, in time. */
export type ReadFile = (path: string, maxBytes?: number) => Promise<string>;

/**
 * Reads files that may be on a mount that hangs. A read that hangs cannot be ended, so there is one at a time per path, and
 * who asks for it again waits for that one.
 */
export function createFileReader(clock: Clock, read: ReadFile = readBoundedFile): ReadFile {
  const turns = createTurns(AT_A_TIME);
  const underWay = new Map<string, Promise<string>>();
  const hanging = new Set<string>();

  async function start(path: string, maxBytes: number | undefined): Promise<string> {
    const endTurn = await turns.take();
    try {
      return await read(path, maxBytes);
    } finally {
      endTurn();
      underWay.delete(path);
      hanging.delete(path);
    }
  }

  return async (path, maxBytes) => {
    const known = underWay.get(path);
    if (known === undefined && hanging.size >= AT_A_TIME)
      throw new Error(`${path} is not read while ${[...hanging].join(' and ')} do not answer`);
    const reading = known ?? start(path, maxBytes);
    underWay.set(path, reading);
    try {
      return await within(clock, path, reading);
    } catch (error) {
      if (underWay.has(path)) hanging.add(path);
      throw error;
    }
  };
}

/** The result, or a rejection when it does not come in time; what was begun goes on. */
export async function within<T>(clock: Clock, path: string, result: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.sleep(ANSWER_WITHIN_MS, timer.signal).then(
    async () => {
      for (let turn = 0; turn < TURNS_AFTER_TIME; turn += 1) await nextTurn();
      throw new Error(`${path} does not answer within ${ANSWER_WITHIN_MS / 1000} s`);
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([result, late]);
  } finally {
    timer.abort();
  }
}
