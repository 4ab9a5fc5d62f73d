import { expect } from 'vitest';

/** Matches a text that contains `part`, as a value of no type of its own. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}
