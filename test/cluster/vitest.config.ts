import { defineConfig } from 'vitest/config';

/** Not a project of `npm test`: it needs a Kubernetes cluster, or root and Go to make a node of its own. */
export default defineConfig({
  test: {
    name: 'cluster',
    reporters: ['verbose'],
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/setup.ts'],
    // Pods are started by the dozen; a test waits for what it wants to see and not longer.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 4,
  },
});
