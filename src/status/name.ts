import { html } from 'hono/html';
import type { Html } from './html.ts';

/** Longer ones are wider than a phone. */
const MAX_UNBROKEN_CHARACTERS = 34;

/** A site's name in one piece: broken at its hyphens it reads as two. */
export function renderName(name: string): Html | string {
  return name.length <= MAX_UNBROKEN_CHARACTERS ? name : html`<span class="long">${name}</span>`;
}
