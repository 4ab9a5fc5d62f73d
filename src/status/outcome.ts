import { html } from 'hono/html';
import type { Html } from './html.ts';
import { toneOf } from './state.ts';

/** Says of each outcome, by its name, what it means and what to do. */
export const FAILURE_MODES =
  'https://github.com/webex-exporter/webex-exporter/blob/main/docs/failure-modes.md';

export function renderOutcome(outcome: string): Html {
  return html`<a class="pill ${toneOf(outcome)}" href="${FAILURE_MODES}#${outcome}">${outcome}</a>`;
}

/** Webex's name for a request, which its support asks for. */
export function renderTracking(trackingId: string | undefined): Html | string {
  return trackingId === undefined ? '' : html` <small>trackingId <code>${trackingId}</code></small>`;
}
