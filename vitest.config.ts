import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Vitest would leave one core to itself, which is one of two on a small machine. */
const CORES = availableParallelism();

/** Suites with real processes wait for them most of their time. */
const PATIENCE = { testTimeout: 30_000, hookTimeout: 120_000 };

/**
 * Suites by what they need, and so by how long they take: CONTRIBUTING.md says what belongs where. Groups run one after
 * the other, the quick ones first; within a group endurance fills the time in which components wait.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    /** A test that comes to no `expect` (an empty loop, a callback that never runs) fails. */
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers: CORES,
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'program',
          include: ['test/program/**/*.test.ts'],
          maxWorkers: CORES,
          sequence: { groupOrder: 2 },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'components',
          include: ['test/components/**/*.test.ts'],
          globalSetup: ['test/support/setup/global.ts'],
          maxWorkers: CORES + 1,
          sequence: { groupOrder: 3 },
          ...PATIENCE,
        },
      },
      {
        extends: true,
        test: {
          name: 'endurance',
          include: ['test/endurance/**/*.test.ts'],
          maxWorkers: CORES + 1,
          sequence: { groupOrder: 3 },
          ...PATIENCE,
        },
      },
    ],
  },
});
