import { html } from 'hono/html';
import type { Daily } from '../snapshot/dailies.ts';
import { DAY_MS } from '../window.ts';
import type { Html } from './html.ts';

const DAYS = 28;
const DAY_PITCH = 2;
const HEIGHT = 18;

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
    const nextY = HEIGHT + 1 - Math.round((value / most) * HEIGHT);
    const step = `${nextX - x}${nextY < y ? '' : ' '}${nextY - y}`;
    if (startMs - previousMs === DAY_MS) path += path.endsWith('h0') ? `l${step}` : ` ${step}`;
    // A line of no length is a dot, for a day whose neighbours are not known.
    else path += `${path === '' ? 'M' : 'm'}${step}h0`;
    [x, y, previousMs] = [nextX, nextY, startMs];
  }
  return html`<svg><path d="${path}"/></svg>`;
}
