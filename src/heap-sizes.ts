/** Options of V8 by which people and images size its heap, which it reads once, when the process starts. Their default is 0. */
const OPTIONS = ['max-semi-space-size', 'min-semi-space-size', 'max-old-space-size', 'max-heap-size'];

/**
 * Takes back options that have done their work: the heap stays as they sized it. V8 takes what was compiled before only under the
 * options of then: with one more, Node 20 compiles all of its own modules anew, and the program would be.
 */
export function forgetHeapSizes(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const option of OPTIONS) setFlagsFromString(`--${option}=0`);
}
