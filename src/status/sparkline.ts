import { html } from 'hono/html';
import type { Html } from './html.ts';
import { pluralise } from './format.ts';
import { toneOf, type Tone } from './state.ts';
import type { RecentPoll } from '../snapshot/snapshot.ts';

const BARS = 30;
const BAR_PITCH = 3;
const HEIGHT = 16;

/** Failures stand higher than successes, so that the difference needs no colour. */
const BAR_HEIGHT: Readonly<Record<Tone, number>> = { good: 6, soft: 11, bad: HEIGHT, waiting: 0 };

/**
 * The recent polls as bars, the newest at the right. Bars of one kind in a row are one dashed line, and all of a kind one
 * path, so that it weighs little as long as little happens. The dashes and the size are in the style.
 */
export function renderSparkline(polls: readonly RecentPoll[]): Html | string {
  const shown = polls.slice(-BARS);
  const paths = new Map<Tone, string>();
  for (const { tone, start, length } of findRuns(shown)) {
    const x = (BARS - shown.length + start) * BAR_PITCH;
    const y = HEIGHT - BAR_HEIGHT[tone] / 2;
    paths.set(tone, `${paths.get(tone) ?? ''}M${x} ${y}h${length * BAR_PITCH - 1}`);
  }
  const lines = Array.from(paths, ([tone, path]) => html`<path class="${tone}" d="${path}"/>`);
  return html`<svg class="spark" role="img"><title>${describe(shown)}</title>${lines}</svg>`;
}

interface Run {
  readonly tone: Tone;
  readonly start: number;
  readonly length: number;
}

function findRuns(polls: readonly RecentPoll[]): Run[] {
  const runs: Run[] = [];
  for (const [start, { outcome }] of polls.entries()) {
    const tone = toneOf(outcome);
    const last = runs.at(-1);
    if (last?.tone === tone) runs[runs.length - 1] = { ...last, length: last.length + 1 };
    else runs.push({ tone, start, length: 1 });
  }
  return runs;
}

function describe(polls: readonly RecentPoll[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of polls) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = Array.from(counts, ([outcome, number]) => `${number} ${outcome}`);
  return `Last ${pluralise(polls.length, 'poll')}: ${parts.join(', ')}`;
}
