import { setImmediate as nextTurn, setTimeout as rest } from 'node:timers/promises';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** Turns of the event loop without work after which nothing is left to happen at this moment. */
const QUIET_TURNS = 3;

/** Busy turns after which the threads that do the work are given the processor: a busy machine has none to spare. */
const TURNS_AT_A_TIME = 100;

/** Real turns after which something is taken to hang; a slow disk has far more than it needs. */
const MAX_TURNS = 200_000;

/**
 * A virtual clock whose time stands still while real work is under way: files that are read and written, what waits for a turn
 * of the event loop, and whatever `isBusy` says.
 */
export function createSettledClock(isBusy: () => boolean, startMs?: number): VirtualClock {
  return createVirtualClock(startMs, async () => {
    let quiet = 0;
    for (let turn = 0; quiet < QUIET_TURNS; turn += 1) {
      if (turn > MAX_TURNS) throw new Error('something under test does not come to rest');
      await (turn % TURNS_AT_A_TIME === TURNS_AT_A_TIME - 1 ? rest(1) : nextTurn());
      quiet = isBusy() || isNodeBusy() ? 0 : quiet + 1;
    }
  });
}

function isNodeBusy(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => name.startsWith('FSReq') || name === 'CloseReq' || name === 'Immediate');
}
