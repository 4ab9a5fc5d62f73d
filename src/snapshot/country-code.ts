import { COUNTRIES } from './country-data.ts';
import { toBareKey, toKey } from './country-key.ts';

/** Names asked for that are remembered: far more than there are countries, and few if Webex should make names up. */
const MAX_REMEMBERED = 2000;

const remembered = new Map<string, readonly [name: string, code: string]>();

/**
 * A country's name as given, with its code. Each poll of each site asks for the same names: half of its time would go into
 * looking them up, and most of what is kept of it would be texts and lists that say the same.
 */
export function toCountryLabels(name: string): readonly [name: string, code: string] {
  const before = remembered.get(name);
  if (before !== undefined) return before;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const labels = [name, findCode(name)] as const;
  remembered.set(name, labels);
  return labels;
}

/** ISO 3166-1 alpha-2 code of a country's English name in one of its usual spellings, or '' when it is not known. */
export function toCountryCode(name: string): string {
  return toCountryLabels(name)[1];
}

function findCode(name: string): string {
  const { whole, byCode } = (index ??= indexKeys());
  // Most names are keys as they are, and a start looks up hundreds at once.
  const known = whole.get(name.toLowerCase()) ?? findByKey(name, whole);
  if (known !== undefined) return known;
  // Tested before it is put in upper case: that makes two letters of one "ß".
  const text = name.trim();
  if (!/^[A-Z]{2,3}$/i.test(text)) return '';
  return byCode.get(text.toUpperCase()) ?? '';
}

function findByKey(name: string, whole: Codes): string | undefined {
  const key = toKey(name);
  return whole.get(key) ?? (bare ??= indexBareKeys(whole)).get(toBareKey(key));
}

/** Codes by what is asked for. */
type Codes = ReadonlyMap<string, string>;

let index: { readonly whole: Codes; readonly byCode: Codes } | undefined;

function indexKeys(): { readonly whole: Codes; readonly byCode: Codes } {
  const whole = new Map<string, string>();
  const byCode = new Map<string, string>();
  for (const country of COUNTRIES.trim().split(/; |\n/)) {
    const [alpha2 = '', alpha3 = '', ...keys] = country.split('|');
    byCode.set(alpha2, alpha2).set(alpha3, alpha2);
    for (const key of keys) whole.set(key, alpha2);
  }
  return { whole, byCode };
}

let bare: Codes | undefined;

/** By what is left of names without the form of the state, where no two countries share that. */
function indexBareKeys(whole: Codes): Codes {
  const codes = new Map<string, string>();
  for (const [key, code] of whole) {
    const short = toBareKey(key);
    codes.set(short, (codes.get(short) ?? code) === code ? code : '');
  }
  for (const [key, code] of codes) if (code === '') codes.delete(key);
  return codes;
}
