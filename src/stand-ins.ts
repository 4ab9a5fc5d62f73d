import { createHmac } from 'node:crypto';
import type * as z from 'zod';

export type Json = z.core.util.JSONType;

/** Puts stable stand-ins for what tells who somebody is, and keeps what tells how much there is. */
export type StandIns = ReturnType<typeof createStandIns>;

const HOST = /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])\b/gi;
const EMAIL = /[^\s@"'<>(),:;]+@[^\s@"'<>(),:;]+/g;
/** What stands before and after the host may say anything. */
const ADDRESS = /(\b[a-z][a-z0-9+.-]*:\/\/)(?:[^\s/"'<>?#]*@)?([^\s/"'<>?#)]+)(?:[/?#][^\s"'<>)]*)?/gi;
/** Identifiers, tokens and numbers by which something can be looked up: long, with a digit in them. */
const IDENTIFIER = /(?<![\w-])(?=[\w+/=-]*\d)[\w+/=-]{10,}(?![\w-])|\d{5,}/g;
/** With three colons at least: a time has two. */
const IP_ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:[0-9a-f]{0,4}:){3,}[0-9a-f]{0,4}/gi;

const FIGURE = /^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** Letters and a digit or two, as in `one2oneActiveSpaces`: not an id. */
const FIELD_NAME = /^(?!(?:\D*\d){3})[A-Za-z]\w{0,39}$/;
const IDENTIFYING_FIELD = /(?:^id|Id|ID|_id|^ids|Ids|_ids|[pP]hone(?:Numbers?)?)$/;

/** Fields whose texts are Webex's own sentences. */
const PROSE = new Set(['message', 'description', 'error', 'error_description', 'title']);
/** Fields whose texts are words of Webex's, the same for everybody. */
const VOCABULARY = new Set(['country', 'siteType', 'errorCode', 'token_type']);
/** Objects whose keys are words of Webex's, which we want to learn. */
const VOCABULARY_MAPS = new Set(['participantsByJoinMethods', 'participantsByRoles']);
/** A licence keeps these of its words: whether there is a Pro Pack decides what Webex answers. */
const LICENCE_WORDS = new Set(
  'webex meeting meetings webinar webinars event events suite pro pack for control hub messaging calling'.split(
    ' ',
  ),
);

/** Webex's own hosts, which say in which region the data are. */
const PUBLIC_HOST = /^(?:[a-z0-9-]+\.)?webexapis\.com$/;

/**
 * The same `salt` gives the same stand-ins; it is secret, since who has it can try out names. The first labels of `sites`, host
 * names, are replaced in prose too.
 */
export function createStandIns(salt: string, sites: readonly string[]) {
  const labels = sites.map((site) => site.split('.')[0] ?? '').filter((label) => label.length > 2);
  const siteWords =
    labels.length === 0 ? undefined : new RegExp(`(?<![a-z0-9])(?:${labels.join('|')})(?![a-z0-9])`, 'gi');

  function digest(value: string): string {
    return createHmac('sha256', salt).update(value.toLowerCase()).digest('hex').slice(0, 10);
  }

  function host(name: string): string {
    const lower = name.toLowerCase();
    if (PUBLIC_HOST.test(lower)) return lower;
    return lower.endsWith('.webex.com') ? `site-${digest(lower)}.webex.com` : `host-${digest(lower)}.example`;
  }

  function withoutSites(value: string): string {
    return siteWords === undefined ? value : value.replaceAll(siteWords, (word) => `name-${digest(word)}`);
  }

  function prose(value: string): string {
    const parts: string[] = [];
    // What was replaced once is out of reach of the replacements after it.
    const keep = (standIn: string): string => `\uE000${parts.push(standIn) - 1}\uE000`;
    const replaced = value
      .replaceAll('\uE000', ' ')
      .replaceAll(ADDRESS, '$1$2')
      .replaceAll(EMAIL, (email) => keep(`person-${digest(email)}@person.example`))
      .replaceAll(HOST, (name) => keep(host(name)))
      .replaceAll(IP_ADDRESS, (address) => keep(`address-${digest(address)}`))
      .replaceAll(IDENTIFIER, (identifier) => keep(`id-${digest(identifier)}`));
    return withoutSites(replaced).replaceAll(
      /\uE000(\d+)\uE000/g,
      (_, index: string) => parts[Number(index)] ?? '',
    );
  }

  /** A single text; `key` is the field that it is the value of. */
  function text(value: string, key = ''): string {
    if (value === '' || DATE.test(value)) return value;
    if (IDENTIFYING_FIELD.test(key)) return `id-${digest(value)}`;
    if (FIGURE.test(value)) return value;
    if (PROSE.has(key) || VOCABULARY.has(key)) return prose(value);
    if (key === 'name')
      return value
        .split(' ')
        .map((word) => (isLicenceWord(word) ? word : `name-${digest(word)}`))
        .join(' ');
    // A site, with its role after it in what Webex says of the caller.
    const [, name = '', role = ''] = /^([^#]*)(#[a-z]+)?$/i.exec(value) ?? [];
    return name.replaceAll(HOST, '') === '' && name !== '' ? `${host(name)}${role}` : `text-${digest(value)}`;
  }

  function fieldName(name: string, parent: string): string {
    const isWord = VOCABULARY_MAPS.has(parent)
      ? prose(name) === name
      : FIELD_NAME.test(name) && withoutSites(name) === name;
    return isWord ? name : `key-${digest(name)}`;
  }

  /** The same for a value of JSON. */
  function json(value: Json, key = ''): Json {
    if (typeof value === 'string') return text(value, key);
    if (typeof value === 'number')
      return IDENTIFYING_FIELD.test(key) ? parseInt(digest(String(value)), 16) : value;
    if (Array.isArray(value)) return value.map((item) => json(item, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [fieldName(name, key), json(item, name)]),
    );
  }

  return { json, text };
}

function isLicenceWord(word: string): boolean {
  return LICENCE_WORDS.has(word.toLowerCase()) || /^\d{1,5}$/.test(word);
}
