import type { TestProject } from 'vitest/node';
import { forgetFailures } from '../components/artefact.ts';
import { component, type ComponentName, verdictOn } from '../components/component.ts';

/** vitest's globalSetup: after the run says which real components were used and which suites went without. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await forgetFailures();
  return async () => {
    for (const line of await report(suitesWithComponents(project))) process.stdout.write(`${line}\n`);
  };
}

interface SuiteWithComponents {
  readonly title: string;
  readonly names: readonly ComponentName[];
}

function suitesWithComponents(project: TestProject): readonly SuiteWithComponents[] {
  const suites = project.vitest.state.getTestModules().flatMap((module) => [...module.children.allSuites()]);
  return suites.flatMap((suite) => {
    const names = suite.meta().components;
    // Inner suites inherit the meta of the one that asked.
    const isInner = suite.parent.type === 'suite' && suite.parent.meta().components !== undefined;
    return names === undefined || isInner ? [] : [{ title: suite.fullName, names }];
  });
}

async function report(suites: readonly SuiteWithComponents[]): Promise<readonly string[]> {
  const names = [...new Set(suites.flatMap((suite) => suite.names))].sort();
  const versions: string[] = [];
  for (const name of names) {
    const found = await component(name);
    if ('version' in found) versions.push(`${name} ${found.version}`);
  }
  const lines = versions.length === 0 ? [] : [`components: ${versions.join(', ')}`];
  for (const { title, names } of suites) {
    const verdict = await verdictOn(names);
    if (verdict.outcome === 'skip') lines.push(`skipped: "${title}": ${verdict.reason}`);
  }
  return lines;
}
