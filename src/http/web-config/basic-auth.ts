import { createHmac, randomBytes } from 'node:crypto';
import { createTurns } from '../../turns.ts';

/** `busy`: too many passwords are waiting to be checked. */
export type Admission = 'accepted' | 'refused' | 'busy';

/** Checks the `Authorization` header of a request against bcrypt hashes by user. */
export type BasicAuth = (
  users: ReadonlyMap<string, string>,
  header: string | undefined,
) => Promise<Admission>;

/** Whether the bcrypt hash is of the password. */
export type Compare = (password: string, hash: string) => Promise<boolean>;

/** Most exporters ask for no password: what checks one is loaded for the first. */
const compareByBcrypt: Compare = async (password, hash) => (await import('bcryptjs')).compare(password, hash);

/** bcrypt leaves out what is longer, so that a longer password would count as right with anything after the first part. */
const MAX_PASSWORD_BYTES = 72;

/** Pairs of user and password known to be right; more than one a user only while passwords change. */
const MAX_ACCEPTED = 100;

/** A check costs tenths of a second of the only thread, and they are made one by one. */
const MAX_WAITING = 20;

/**
 * A scrape must not cost a bcrypt: a right password is remembered, as a keyed digest that says nothing without this
 * process's memory. A wrong one is checked each time, one at a time, in slices of 100 ms with the event loop in between.
 */
export function createBasicAuth(compare: Compare = compareByBcrypt): BasicAuth {
  const secret = randomBytes(32);
  const accepted = new Set<string>();
  const waiting = new Map<string, Promise<boolean>>();
  const turns = createTurns();

  const digest = (...parts: readonly string[]): string =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64');

  /** The same hash for the same unknown name, so that names differ no more in time than those of real users. */
  const pickHash = (users: ReadonlyMap<string, string>, user: string): string => {
    const number = createHmac('sha256', secret).update(user).digest().readUInt32BE();
    return [...users.values()][number % users.size] ?? '';
  };

  return async (users, header) => {
    const credentials = readCredentials(header);
    if (credentials === undefined) return 'refused';
    const { user, password } = credentials;
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return 'refused';
    const known = users.get(user);
    const hash = known ?? pickHash(users, user);
    const key = digest(user, hash, password);
    if (known !== undefined && accepted.delete(key)) {
      accepted.add(key); // the newest last
      return 'accepted';
    }

    let isRight = waiting.get(key);
    if (isRight === undefined) {
      if (waiting.size >= MAX_WAITING) return 'busy';
      isRight = turns.run(() => compare(password, hash)).finally(() => waiting.delete(key));
      waiting.set(key, isRight);
    }
    if (!(await isRight) || known === undefined) return 'refused';
    accepted.add(key);
    for (const oldest of accepted) {
      if (accepted.size <= MAX_ACCEPTED) break;
      accepted.delete(oldest);
    }
    return 'accepted';
  };
}

/** RFC 7617. Undefined when the header is of another kind or not UTF-8. */
function readCredentials(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    const bytes = Buffer.from(encoded, 'base64');
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const colon = text.indexOf(':');
    return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
