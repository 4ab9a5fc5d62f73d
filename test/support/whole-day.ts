import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from './time.ts';

/** For a suite that means the same day from its beginning to its end: one that has less than so much left is waited out. */
export async function waitForWholeDay(neededMs: number): Promise<void> {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs < neededMs) await sleep(leftMs);
}
