/** Words in the forms that the World Bank, the CIA and tables with narrow columns write. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['afr', 'african'],
  ['dem', 'democratic'],
  ['eq', 'equatorial'],
  ['fed', 'federated'],
  ['is', 'islands'],
  ['isl', 'islands'],
  ['isls', 'islands'],
  ['island', 'islands'],
  ['pdr', 'peoples democratic republic'],
  ['people', 'peoples'],
  ['rep', 'republic'],
  ['repub', 'republic'],
  ['st', 'saint'],
  ['ste', 'saint'],
  ['sts', 'states'],
  ['ter', 'territory'],
  ['terr', 'territory'],
]);

const PARTICLES = new Set(['', 'the', 'of', 'and', 'd']);

/** What a state calls itself, as far as it tells it from no other: left out where the whole name is not known. */
const FORMS = new Set(
  'administrative arab bolivarian city commonwealth confederation cooperative democratic duchy emirate federal federated federation federative former grand great hashemite independent islamic kingdom mainland nation oriental peoples plurinational principality province rb region republic sar socialist special state states sultanate territories territory union united'.split(
    ' ',
  ),
);

/**
 * The words of a name without case, accents, punctuation and articles, abbreviations written out, sorted: "Korea, Rep."
 * and "Republic of Korea" have one key. Apostrophes of every kind (typewriter's, typographer's, accents and modifier
 * letters used as such) are nothing, and so is an elided article before one: "Côte d’Ivoire", "Cote d Ivoire".
 */
export function toKey(name: string): string {
  const plain = toPlain(name.toLowerCase());
  return plain
    .replaceAll(IS_ASCII.test(plain) ? /[^a-z0-9]+/gi : /[^\p{Letter}\p{Number}]+/gu, ' ')
    .replaceAll(/\bunited states(?: of america)?\b|\busa\b/g, 'us')
    .replaceAll(/\bunited kingdom\b/g, 'uk')
    .replaceAll(/\bco operative\b/g, 'cooperative')
    .split(' ')
    .flatMap((word) => (ABBREVIATIONS.get(word) ?? word).split(' '))
    .filter((word) => !PARTICLES.has(word))
    .sort()
    .join(' ');
}

const IS_ASCII = /^[ -~]*$/;

/** Letters of ASCII, those of Latin-1 that are one and an accent, and the signs that most names have. */
const WESTERN = /^[a-z\u00E0-\u00E5\u00E7-\u00EF\u00F1-\u00F6\u00F9-\u00FD\u00FF ,.()&'-]*$/;

/** Without accents, apostrophes and dots. To compile what is needed for any script takes longer than to look up all countries. */
function toPlain(name: string): string {
  if (WESTERN.test(name))
    return name
      .replaceAll(/\bd(?=')/g, '')
      .replaceAll(/['.]/g, '')
      .normalize('NFD')
      .replaceAll(/[\u0300-\u036F]/g, '');
  return name
    .replaceAll(/\bd(?=[\p{Sk}\p{Lm}\p{Pi}\p{Pf}'\u2032\uFF07])/gu, '')
    .replaceAll(/[\p{Sk}\p{Lm}\p{Pi}\p{Pf}'\u2032\uFF07.]/gu, '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll('ı', 'i');
}

/** What is left of a key without the form of the state. */
export function toBareKey(key: string): string {
  return key
    .split(' ')
    .filter((word) => !FORMS.has(word))
    .join(' ');
}
