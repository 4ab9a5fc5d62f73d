/* oxlint-disable vitest/valid-title, vitest/no-conditional-tests, vitest/expect-expect, vitest/no-disabled-tests -- makes suites, is none */
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createNamespace, type Namespace } from './namespace.ts';

/** A suite in a namespace of its own; skipped where there is no cluster, for which setup.ts says the reason. */
export function describeCluster(
  title: string,
  purpose: string,
  suite: (at: { readonly cluster: Cluster; readonly namespace: () => Namespace }) => void,
): void {
  const cluster = inject('cluster');
  if (cluster === undefined) {
    describe.skip(title, () => undefined);
    return;
  }
  describe(title, () => {
    let namespace: Namespace | undefined;
    beforeAll(async () => {
      namespace = await createNamespace(cluster, purpose);
    });
    afterAll(async () => namespace?.remove());
    suite({
      cluster,
      namespace: () => {
        if (namespace === undefined) throw new Error('the namespace is made in beforeAll');
        return namespace;
      },
    });
  });
}
