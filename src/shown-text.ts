import type { Redact } from './secret.ts';

/** What some readers of logs and terminals take for the end of a line, a command, or a turn of the direction of reading. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\0-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** The text on one line that reads as it is written: no byte of an answer moves a cursor or turns the direction. */
export function toLine(text: string): string {
  return text.replaceAll(CONTROLS, ' ');
}

/** The same, for where each character counts. */
export function escapeControls(text: string): string {
  return text.replaceAll(
    CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Decoded text from elsewhere as it may be shown: secrets are taken out before it is cut, so that none is left in part. */
export function toShown(text: string, redact: Redact, maxCharacters: number): string {
  return cut(toLine(redact(text)), maxCharacters);
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

/** So long a word of letters and digits is a credential rather than anything that is set by hand, or so long a row of words. */
const CREDENTIAL = /(?=(?:[\w-]*\d){2})(?=[\w-]*[a-z])(?:[a-z\d]{20}|[\w-]{48})/i;

/** Nothing that is set is longer and worth repeating. */
const MAX_QUOTED_CHARACTERS = 200;

/** Whether a text may be a credential, pasted into the wrong place: an error about it does not repeat it. */
export function mayBeCredential(text: string): boolean {
  return text.length > MAX_QUOTED_CHARACTERS || CREDENTIAL.test(text);
}

/** A text as the error about it names it. */
export function quote(text: string): string {
  return mayBeCredential(text) ? 'the value' : JSON.stringify(text);
}
