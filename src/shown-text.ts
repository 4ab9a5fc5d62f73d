import type { Redact } from './secret.ts';

/** Decoded text from elsewhere as it may be shown: secrets are taken out before it is cut, so that none is left in part. */
export function toShown(text: string, redact: Redact, maxCharacters: number): string {
  return cut(redact(text), maxCharacters);
}

/** At most so many characters, and no half of one; one outside of Unicode's basic plane counts as one. */
export function cut(text: string, maxCharacters: number): string {
  const short =
    text.length > maxCharacters
      ? Array.from(text.slice(0, 2 * maxCharacters))
          .slice(0, maxCharacters)
          .join('')
      : text;
  return short.toWellFormed();
}
