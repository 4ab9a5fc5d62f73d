import { inspect } from 'node:util';

const HIDDEN = '<redacted>';

/** A credential that cannot be printed by accident: only `reveal()` gives its text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** Takes known secrets out of text that came from elsewhere: an answer that echoes the token, an error that quotes a URL. */
export interface Redactor {
  readonly protect: (secret: Secret) => void;
  readonly redact: (text: string) => string;
}

export function createRedactor(): Redactor {
  /** The longest first: a secret that begins with another one would otherwise be left in part. */
  let texts: readonly string[] = [];
  return {
    protect(secret) {
      const text = secret.reveal();
      if (text === '') return;
      texts = [...new Set([...texts, ...writtenForms(text)])].sort((a, b) => b.length - a.length);
    },
    redact(text) {
      let clean = text;
      for (const secret of texts) {
        if (clean.includes(secret)) clean = clean.replaceAll(secret, HIDDEN);
      }
      return clean;
    },
  };
}

/** A secret as it stands in text, URLs, forms and JSON. */
function writtenForms(text: string): string[] {
  return [
    text,
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams([['', text]]).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
  ];
}
