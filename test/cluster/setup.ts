import type { TestProject } from 'vitest/node';
import { reasonOf } from '../support/components/artefact.ts';
import { openCluster, type Cluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined where this machine can have none. */
    cluster: Cluster | undefined;
  }
}

/**
 * vitest's globalSetup: one cluster for all files. Without one the suites are skipped and the reason is said; with the
 * environment variable `CI=true` that is a failure.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string): void => void process.stdout.write(`cluster: ${line}\n`);
  try {
    const opened = await openCluster(process.env, say);
    project.provide('cluster', opened.cluster);
    return opened.close;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    say(`not run: ${reasonOf(error)}`);
    project.provide('cluster', undefined);
    return async () => undefined;
  }
}
