import { html } from 'hono/html';
import type { TargetSnapshot } from '../snapshot/snapshot.ts';
import { formatAge, pluralise } from './format.ts';
import { renderOutcome, type Html } from './html.ts';
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
    const headline = headlineOf(collector);
    const value = headline && summary?.figures[headline.figure];
    if (headline && value !== undefined) counts.set(headline.noun, (counts.get(headline.noun) ?? 0) + value);
  }
  const figures = Array.from(counts, ([noun, value]) => pluralise(value, noun));
  const outcomes = new Set(findProblems(targets, advise).map(({ outcome }) => outcome));
  if (figures.length > 0 || outcomes.size > 0)
    return html`${figures.join(', ')} ${Array.from(outcomes, renderOutcome)}`;
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
