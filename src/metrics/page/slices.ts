import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work gives way to everything else after this long. */
const SLICE_MS = 3;

/** Long work cut into slices, so that the event loop goes on turning. */
export interface Slices {
  readonly isOver: () => boolean;
  /** Lets other work have its turn; a new slice begins. */
  readonly giveWay: () => Promise<void>;
}

/** `onPause` is called between two slices. */
export function createSlices(now: () => number, onPause: () => void = () => undefined): Slices {
  let startMs = now();
  return {
    isOver: () => Math.abs(now() - startMs) >= SLICE_MS,
    async giveWay() {
      onPause();
      await nextTurn();
      startMs = now();
    },
  };
}
