import countries from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/** Spellings in use that neither the ISO list nor CLDR has. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  Bosnia: 'BA',
  'Brunei Darussalam': 'BN',
  Burma: 'MM',
  'Cabo Verde': 'CV',
  'Chinese Taipei': 'TW',
  'Congo, Kinshasa': 'CD',
  'Congo, Brazzaville': 'CG',
  'Czech Rep.': 'CZ',
  'DR Congo': 'CD',
  DRC: 'CD',
  'East Timor': 'TL',
  'Federated States of Micronesia': 'FM',
  'Great Britain': 'GB',
  Holland: 'NL',
  'Holy See': 'VA',
  'Hong Kong SAR': 'HK',
  'Hong Kong, China': 'HK',
  'Islamic Republic of Iran': 'IR',
  Korea: 'KR',
  "Korea, Democratic People's Republic of": 'KP',
  'Kyrgyz Republic': 'KG',
  'Lao PDR': 'LA',
  'Libyan Arab Jamahiriya': 'LY',
  Macau: 'MO',
  'Macao SAR': 'MO',
  'Macau SAR': 'MO',
  Macedonia: 'MK',
  'Macedonia, the former Yugoslav Republic of': 'MK',
  'Mainland China': 'CN',
  Palestine: 'PS',
  'Palestine, State of': 'PS',
  'Palestinian Territory': 'PS',
  'Palestinian Territory, Occupied': 'PS',
  'Plurinational State of Bolivia': 'BO',
  'Republic of China': 'TW',
  'Republic of Ireland': 'IE',
  'Russian Federation': 'RU',
  'Saint Helena, Ascension and Tristan da Cunha': 'SH',
  'Slovak Republic': 'SK',
  Swaziland: 'SZ',
  'Syrian Arab Republic': 'SY',
  'Taiwan, China': 'TW',
  'Taiwan, Province of China': 'TW',
  Turkey: 'TR',
  'U.A.E.': 'AE',
  'U.K.': 'GB',
  'U.S.': 'US',
  'U.S.A.': 'US',
  'United Republic of Tanzania': 'TZ',
  'United Kingdom of Great Britain and Northern Ireland': 'GB',
  Vatican: 'VA',
  'Venezuela, Bolivarian Republic of': 'VE',
  'Viet Nam': 'VN',
  'Virgin Islands, British': 'VG',
  'Virgin Islands, U.S.': 'VI',
};

const CODES_BY_KEY = indexNames();

/** Names asked for that are remembered: far more than there are countries, and few if Webex should make names up. */
const MAX_REMEMBERED = 2000;

const remembered = new Map<string, string>();

/** ISO 3166-1 alpha-2 code of a country's English name in one of its usual spellings, or '' when it is not known. */
export function toCountryCode(name: string): string {
  // Each poll of each site asks for the same names, and half of its time would go into them.
  const before = remembered.get(name);
  if (before !== undefined) return before;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const code = findCode(name);
  remembered.set(name, code);
  return code;
}

function findCode(name: string): string {
  const known = CODES_BY_KEY.get(toKey(name));
  if (known !== undefined) return known;
  // Tested before it is put in upper case: that makes two letters of one "ß".
  const text = name.trim();
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/i.test(text)) return countries.isValid(code) ? code : '';
  return /^[A-Z]{3}$/i.test(text) ? (countries.alpha3ToAlpha2(code) ?? '') : '';
}

function indexNames(): ReadonlyMap<string, string> {
  countries.registerLocale(english);
  const cldr = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const index = new Map<string, string>();
  const add = (name: string | undefined, code: string): void => {
    const key = toKey(name ?? '');
    // The first one counts: "Congo" alone is the ISO short name of CG, and an alias of CD too.
    if (key !== '' && !index.has(key)) index.set(key, code);
  };
  for (const [code, names] of Object.entries(countries.getNames('en', { select: 'all' }))) {
    for (const name of names) add(name, code);
  }
  for (const code of Object.keys(countries.getAlpha2Codes())) add(cldr.of(code), code);
  for (const [name, code] of Object.entries(OTHER_SPELLINGS)) add(name, code);
  return index;
}

/**
 * The words of a name without case, accents, punctuation and articles, sorted: "Korea, Republic of" and "Republic of
 * Korea" have one key.
 */
function toKey(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mark}|[.’'‘`]/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .split(/[^\p{Letter}\p{Number}]+/u)
    .map((word) => (word === 'st' ? 'saint' : word))
    .filter((word) => word !== '' && word !== 'the' && word !== 'of' && word !== 'and')
    .sort()
    .join(' ');
}
