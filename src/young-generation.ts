import { setFlagsFromString } from 'node:v8';

/** What of Node is loaded to listen. */
const LOADED_LATER = ['cluster', 'dns'];

/**
 * Keeps the young generation of V8's heap at the size it has, after a start 2 MiB and as much again; it would grow to 16: half of
 * what the process holds for 450 sites (docs/performance.md). V8 reads the factor each time that it would grow.
 *
 * `--max-semi-space-size` would do so from the first moment. But Node 20 takes what it has compiled of its own modules only under the
 * options it was built with, and would compile all of them anew at every start. Hence after they are loaded, and before there are figures.
 *
 * @param options those that the process was started with: who gives a size for it has the last word
 */
export function keepYoungGenerationSmall(options: string): void {
  if (options.includes('semi-space')) return;
  for (const name of LOADED_LATER) process.getBuiltinModule(name);
  setFlagsFromString('--semi-space-growth-factor=1');
}
