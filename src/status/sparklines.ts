import { html } from 'hono/html';
import type { Daily } from '../snapshot/dailies.ts';
import type { RecentPoll } from '../snapshot/snapshot.ts';
import { DAY_MS } from '../window.ts';
import { pluralise } from './format.ts';
import type { Html } from './html.ts';
import { toneOf, type Tone } from './state.ts';

const DAYS = 28;
const DAY_PITCH = 2;
const DAY_HEIGHT = 18;

/**
 * The last four weeks as one line above zero, the newest day at the right, with a gap where a day is not known. Whole
 * relative steps and no attribute but the path: 300 of them are a good part of the page. Its size stands in the style.
 */
export function renderDayLine(dailies: readonly Daily[]): Html | string {
  const newestMs = dailies.at(-1)?.startMs ?? 0;
  const shown = dailies.filter(({ startMs }) => startMs > newestMs - DAYS * DAY_MS);
  if (shown.length === 0) return '';
  const most = Math.max(1, ...shown.map(({ value }) => value));
  let [x, y, path, previousMs] = [0, 0, '', -Infinity];
  for (const { startMs, value } of shown) {
    const nextX = (DAYS - 1 - (newestMs - startMs) / DAY_MS) * DAY_PITCH + 1;
    const nextY = DAY_HEIGHT + 1 - Math.round((value / most) * DAY_HEIGHT);
    const step = `${nextX - x}${nextY < y ? '' : ' '}${nextY - y}`;
    if (startMs - previousMs === DAY_MS) path += path.endsWith('h0') ? `l${step}` : ` ${step}`;
    // A line of no length is a dot, for a day whose neighbours are not known.
    else path += `${path === '' ? 'M' : 'm'}${step}h0`;
    [x, y, previousMs] = [nextX, nextY, startMs];
  }
  return html`<svg><path d="${path}"/></svg>`;
}

const BARS = 30;
const BAR_PITCH = 3;
const BAR_MAX_HEIGHT = 16;

/** Failures stand higher than successes, so that the difference needs no colour. */
const BAR_HEIGHT: Readonly<Record<Tone, number>> = { good: 6, soft: 11, bad: BAR_MAX_HEIGHT, waiting: 0 };

/**
 * The recent polls as bars, the newest at the right. Bars of one kind in a row are one dashed line, and all of a kind one
 * path, so that it weighs little as long as little happens. The dashes and the size are in the style.
 */
export function renderPollBars(polls: readonly RecentPoll[]): Html | string {
  const shown = polls.slice(-BARS);
  const paths = new Map<Tone, string>();
  for (const { tone, start, length } of findRuns(shown)) {
    const x = (BARS - shown.length + start) * BAR_PITCH;
    const y = BAR_MAX_HEIGHT - BAR_HEIGHT[tone] / 2;
    paths.set(tone, `${paths.get(tone) ?? ''}M${x} ${y}h${length * BAR_PITCH - 1}`);
  }
  const lines = Array.from(paths, ([tone, path]) => html`<path class="${tone}" d="${path}"/>`);
  return html`<svg class="spark" role="img"><title>${describe(shown)}</title>${lines}</svg>`;
}

/** Polls in a row that ended alike. */
function findRuns(polls: readonly RecentPoll[]) {
  const runs: { tone: Tone; start: number; length: number }[] = [];
  for (const [start, { outcome }] of polls.entries()) {
    const tone = toneOf(outcome);
    const last = runs.at(-1);
    if (last?.tone === tone) last.length += 1;
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
