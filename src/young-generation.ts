import { setFlagsFromString } from 'node:v8';

/** What of Node is loaded to listen. */
const LOADED_LATER = ['cluster', 'dns'];

/**
 * Keeps the young generation of V8's heap from growing beyond its size after a start, twice 2 MiB; V8 itself makes it smaller when
 * little happens. It would grow to twice 16: half of what the process holds for 450 sites (docs/performance.md). What is as small
 * is collected on one thread: to wake others for it takes longer than they save. V8 reads the factor whenever it would grow, and
 * the other flag at each collection.
 *
 * `--max-semi-space-size` would do so from the first moment. But before Node 24 that takes what it has compiled of its own modules only
 * under the options it was built with, and would compile all of them anew at every start. Hence after they are loaded, and before there
 * is much to keep.
 *
 * @param options those that the process was started with: who gives a size for it has the last word
 */
export function keepYoungGenerationSmall(options: string): void {
  if (/semi[-_]space/.test(options)) return;
  for (const name of LOADED_LATER) process.getBuiltinModule(name);
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
}
