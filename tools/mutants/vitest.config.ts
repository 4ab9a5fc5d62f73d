import { defineConfig } from 'vitest/config';

/**
 * The suites that judge mutants: all of `test/unit`, but for the one that reads the sources, where a mutant's own text
 * would be found. What only `test/program` reaches counts as surviving here.
 */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: ['test/unit/architecture.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
  },
});
