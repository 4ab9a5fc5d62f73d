import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { describeState, toneOf } from './state.ts';

/** A piece of a page: what was put into it is escaped already. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Says of each outcome, by its name, what it means and what to do. */
export const FAILURE_MODES =
  'https://github.com/webex-exporter/webex-exporter/blob/main/docs/failure-modes.md';

/** Longer names are wider than a phone. */
const MAX_UNBROKEN_CHARACTERS = 34;

/** A site's name in one piece: broken at its hyphens it reads as two. */
export function renderName(name: string): Html | string {
  return name.length <= MAX_UNBROKEN_CHARACTERS ? name : html`<span class="long">${name}</span>`;
}

/** How a window is, unless all is well. */
export function renderState(state: string): Html | string {
  return state === 'success' ? '' : html` <b class="${toneOf(state)}">${describeState(state)}</b>`;
}

export function renderOutcome(outcome: string): Html {
  return html`<a class="pill ${toneOf(outcome)}" href="${FAILURE_MODES}#${outcome}">${outcome}</a>`;
}

/** Webex's name for a request, which its support asks for. */
export function renderTracking(trackingId: string | undefined): Html | string {
  return trackingId === undefined ? '' : html` <small>trackingId <code>${trackingId}</code></small>`;
}
