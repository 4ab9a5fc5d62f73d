import { html } from 'hono/html';
import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { formatAge, pluralise } from './format.ts';
import type { Html } from './html.ts';
import { renderOutcome } from './outcome.ts';
import { findProblems } from './problems.ts';
import { WAITING, stateOf } from './state.ts';
import type { StatusView } from './view.ts';

/** What is true at present, of a site or of a whole account: the sum of what was answered, and what does not answer. */
export function describePresent(
  targets: readonly TargetSnapshot[],
  { headlineOf, advise }: StatusView,
): Html | string {
  if (targets.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { collector, summary } of targets) {
    const { noun, figure } = headlineOf(collector) ?? {};
    const value = figure === undefined ? undefined : summary?.figures[figure];
    if (noun !== undefined && value !== undefined) counts.set(noun, (counts.get(noun) ?? 0) + value);
  }
  const figures = Array.from(counts, ([noun, value]) => pluralise(value, noun));
  const outcomes = [...new Set(findProblems(targets, advise).map(({ outcome }) => outcome))];
  if (figures.length > 0 || outcomes.length > 0)
    return html`${figures.join(', ')} ${outcomes.map((outcome) => renderOutcome(outcome))}`;
  return targets.every((target) => stateOf(target) === WAITING) ? 'not yet polled' : 'no figures';
}

/** What to do where the present is not known. */
export function describePresentAdvice(
  targets: readonly TargetSnapshot[],
  { advise, nowMs }: StatusView,
): string {
  const [problem] = findProblems(targets, advise);
  return problem === undefined ? '' : `for ${formatAge(nowMs - problem.sinceMs)}: ${problem.advice}`;
}
