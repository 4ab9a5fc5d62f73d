import type { ExtraLabel } from './day-file.ts';

/** Labels of `--label` that a series would then have twice; `own` are those it has by itself. */
export function findLabelFaults(labels: readonly ExtraLabel[], own: readonly string[]): string[] {
  const taken = new Set(own);
  return labels.flatMap(({ name }) => {
    if (taken.has(name)) return [`--label: label ${name} is there already`];
    taken.add(name);
    return [];
  });
}
