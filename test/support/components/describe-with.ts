/* oxlint-disable vitest/valid-title, vitest/no-conditional-tests, vitest/expect-expect -- makes suites, is none */
import { describe, it } from 'vitest';
import { type ComponentName, verdictOn } from './component.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The components a suite made by describeWith needs; read at the end of the run. */
    components?: readonly ComponentName[];
  }
}

/**
 * A suite that needs real components; `suite` gets the path of each. Where one is missing the suite is skipped, and
 * the end of the run says why; with the environment variable `CI=true` it fails instead, so that nothing stays
 * untested unnoticed.
 */
export function describeWith<Name extends ComponentName>(
  names: readonly Name[],
  title: string,
  suite: (paths: Readonly<Record<Name, string>>) => void,
): void {
  // Asked for before vitest collects: the suites of one file fetch at the same time.
  const fetching = verdictOn(names);
  describe(title, { meta: { components: names } }, async () => {
    const verdict = await fetching;
    if (verdict.outcome === 'run') {
      suite(verdict.paths);
      return;
    }
    it('has its components', ({ skip }) => {
      if (verdict.outcome === 'skip') skip(verdict.reason);
      throw new Error(verdict.reason);
    });
  });
}
