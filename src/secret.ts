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

/** Takes secrets out of text. */
export type Redact = (text: string) => string;

/** Takes known secrets out of text that came from elsewhere: an answer that echoes the token, an error that quotes a URL. */
export interface Redactor {
  /**
   * From now on these are the owner's secrets. Those that it had before are known until the next time, since an answer
   * under way may still quote them, and then forgotten.
   */
  readonly protect: (owner: string, ...secrets: readonly Secret[]) => void;
  readonly redact: Redact;
}

/** Shorter ones cannot be told from other text. Credentials of Webex are longer; others are never put into text. */
export const MIN_SECRET_LENGTH = 8;

/** Owners are an account's credentials and tokens. This many at most, should a configuration be changed for ever. */
const MAX_OWNERS = 1000;

export function createRedactor(): Redactor {
  const owned = new Map<
    string,
    { readonly present: string; readonly forms: readonly (readonly string[])[] }
  >();
  /** Undefined: to be put together anew. */
  let texts: readonly string[] | undefined;

  /** The longest first: a secret that begins with another one would otherwise be left in part. */
  function readTexts(): readonly string[] {
    if (texts) return texts;
    const all = Array.from(owned.values(), ({ forms }) => forms.flat()).flat();
    texts = [...new Set(all)].sort((a, b) => b.length - a.length);
    return texts;
  }

  return {
    protect(owner, ...secrets) {
      const present = secrets.map((secret) => secret.reveal());
      const id = present.join('\n');
      const known = owned.get(owner);
      if (known?.present === id) return;
      owned.delete(owner);
      owned.set(owner, {
        present: id,
        forms: [present.flatMap(writtenForms), ...(known?.forms.slice(0, 1) ?? [])],
      });
      for (const oldest of owned.keys()) if (owned.size > MAX_OWNERS) owned.delete(oldest);
      texts = undefined;
    },
    redact(text) {
      let clean = text;
      for (const secret of readTexts()) {
        // Most texts are names of countries, thousands in each round of polls, and shorter than any secret.
        if (secret.length <= clean.length && clean.includes(secret)) clean = clean.replaceAll(secret, HIDDEN);
      }
      return clean;
    },
  };
}

/** `Basic` and `Bearer` of a header's value, and what comes after them. */
const SCHEME = /^(?:basic|bearer)\s+/i;

/** A secret as it stands in text, URLs, forms and JSON; of a header's value also what it is made of. */
function writtenForms(secret: string): string[] {
  const bare = secret.replace(SCHEME, '');
  const decoded = /^basic\s/i.test(secret) ? Buffer.from(bare, 'base64').toString('utf8') : '';
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return [secret, bare, decoded, password].flatMap(encodedForms).filter(isSearchable);
}

function encodedForms(text: string): string[] {
  const percent = encodeURIComponent(text.toWellFormed());
  return [
    text,
    percent,
    percent.replaceAll(/%../g, (escape) => escape.toLowerCase()),
    new URLSearchParams([['', text]]).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
  ];
}

function isSearchable(text: string): boolean {
  return text.length >= MIN_SECRET_LENGTH && !HIDDEN.includes(text);
}

const SECRET_NAME =
  /(?:^|[-_.])(?:authorization|auth|token|key|apikey|secret|password|credentials?|cookie|session|signature|jwt)$/;

/**
 * Whether a header or metadata key carries a credential, by its name: `authorization`, `x-api-key`, `dd-auth-token`,
 * `cookie`. A tenant's id (`x-scope-orgid`) is none, and is shown.
 */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name.trim().toLowerCase());
}

/** Scheme, host and port of a URL: user, password and key can stand in any other part of it. */
export function withoutCredentials(url: URL): string {
  const user = url.username === '' && url.password === '' ? '' : `${HIDDEN}@`;
  return `${url.protocol}//${user}${url.host}`;
}

/** The `authorization` that user and password of a URL mean; undefined where it holds none. */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeLoosely(username)}:${decodeLoosely(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A `%` that begins no percent-encoding stands for itself. */
function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
