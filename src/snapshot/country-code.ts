// Its data alone: what it does with them is begun by a table of all accents, at every start.
import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/** Names that are another name and no other form of one: former, official by an adjective, short, or those of CLDR. */
const OTHER_NAMES = `
AE: Trucial States
AR: Argentine Republic
BA: Bosnia | Bosnia-Hercegovina
BD: East Pakistan
BF: Upper Volta
BJ: Dahomey
BN: Brunei | Brunei, Abode of Peace
BQ: Caribbean Netherlands
BW: Bechuanaland
BY: Byelorussia | Belorussia | Byelorussian SSR
BZ: British Honduras
CD: Congo, Kinshasa | Congo, DR | Congo, DRC | DRC | Zaire | Belgian Congo
CF: Ubangi-Shari | Central African Empire
CG: Congo, Brazzaville | French Congo
CH: Swiss Confederation
CI: Cote dIvoire
CN: Mainland China | PRC
CV: Cabo Verde
DE: West Germany | East Germany | German Democratic Republic
DJ: French Somaliland | Afars and Issas
EH: Spanish Sahara | Sahrawi Arab Democratic Republic
ET: Abyssinia
FK: Falkland Islands
FR: French Republic | Metropolitan France
GA: Gabonese Republic
GB: Northern Ireland | United Kingdom of Great Britain and Northern Ireland
GH: Gold Coast
GQ: Spanish Guinea
GR: Hellenic Republic | Hellas
GW: Portuguese Guinea
GY: British Guiana
HK: China, Hong Kong
HM: Heard & McDonald Islands
ID: Dutch East Indies
IR: Persia
IT: Italian Republic
JO: Transjordan
KG: Kyrgyz Republic | Kirghizia | Kirgizia
KH: Kampuchea | Khmer Republic
KI: Gilbert Islands
KN: Saint Christopher and Nevis
KP: DPRK | Democratic People's Republic of Korea | People's Republic of Korea | Democratic Republic of Korea
KR: Korea | ROK
LA: Laos
LB: Lebanese Republic
LK: Ceylon
LS: Basutoland
LY: Libyan Arab Jamahiriya
MD: Moldavia
MF: St. Martin
MG: Malagasy Republic
MK: Macedonia | Yugoslav Macedonia | FYROM | FYR Macedonia
ML: French Sudan
MM: Burma | Myanmar (Burma)
MO: Macau | China, Macao | China, Macau
MW: Nyasaland
MX: United Mexican States
NA: South West Africa
NL: Holland
OM: Muscat and Oman
PS: Palestinian Territories | Palestinian Territory, Occupied | Palestinian National Authority | West Bank and Gaza
PT: Portuguese Republic
SH: Saint Helena, Ascension and Tristan da Cunha
SK: Slovak Republic
SR: Dutch Guiana | Netherlands Guiana
SX: Sint Maarten
SY: Syria
SZ: Swaziland
TG: Togolese Republic | French Togoland
TH: Siam
TL: East Timor | Portuguese Timor
TV: Ellice Islands
TW: Chinese Taipei | Formosa | Republic of China | ROC
TZ: Tanganyika
UM: U.S. Outlying Islands
VA: Holy See | Vatican
VG: UK Virgin Islands
VI: American Virgin Islands
VN: Viet Nam | North Vietnam | South Vietnam
VU: New Hebrides
WS: Western Samoa
YE: North Yemen | South Yemen
ZM: Northern Rhodesia
ZW: Rhodesia | Southern Rhodesia
`;

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

let index: Index | undefined;

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

/** To know all names takes milliseconds: no part of a start, and better not of the turn in which the first answer comes. */
export function prepareCountryCodes(): Index {
  index ??= indexNames();
  return index;
}

function findCode(name: string): string {
  const key = toKey(name);
  const { whole, bare, byCode } = prepareCountryCodes();
  const known = whole.get(key) ?? bare.get(toBareKey(key));
  if (known !== undefined) return known;
  // Tested before it is put in upper case: that makes two letters of one "ß".
  const text = name.trim();
  if (!/^[A-Z]{2,3}$/i.test(text)) return '';
  const code = text.toUpperCase();
  return byCode.get(code) ?? '';
}

interface Index {
  readonly whole: ReadonlyMap<string, string>;
  /** By what is left of a name without the form of the state; those that two countries share are not in it. */
  readonly bare: ReadonlyMap<string, string>;
  /** By alpha-2 and alpha-3 code. */
  readonly byCode: ReadonlyMap<string, string>;
}

function indexNames(): Index {
  const whole = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const key = toKey(name);
    // The first one counts: "Congo" alone is the ISO short name of CG, and an alias of CD too.
    if (key !== '' && !whole.has(key)) whole.set(key, code);
  };
  for (const [code, names] of Object.entries(english.countries)) {
    for (const name of [names].flat()) add(name, code);
  }
  for (const line of OTHER_NAMES.trim().split('\n')) {
    const [code = '', names = ''] = line.split(': ');
    for (const name of names.split(' | ')) add(name, code);
  }

  const bare = new Map<string, string>();
  for (const [key, code] of whole) {
    const short = toBareKey(key);
    bare.set(short, (bare.get(short) ?? code) === code ? code : '');
  }
  for (const [key, code] of bare) if (key === '' || code === '') bare.delete(key);
  const byCode = new Map(
    codes.flatMap(([alpha2 = '', alpha3 = '']) => [
      [alpha2, alpha2],
      [alpha3, alpha2],
    ]),
  );
  return { whole, bare, byCode };
}

/**
 * The words of a name without case, accents, punctuation and articles, abbreviations written out, sorted: "Korea, Rep."
 * and "Republic of Korea" have one key. Apostrophes of every kind (typewriter's, typographer's, accents and modifier
 * letters used as such) are nothing, and so is an elided article before one: "Côte d’Ivoire", "Cote d Ivoire".
 */
function toKey(name: string): string {
  return toPlain(name.toLowerCase())
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .replaceAll(/\bunited states(?: of america)?\b|\busa\b/g, 'us')
    .replaceAll(/\bunited kingdom\b/g, 'uk')
    .replaceAll(/\bco operative\b/g, 'cooperative')
    .split(' ')
    .flatMap((word) => (ABBREVIATIONS.get(word) ?? word).split(' '))
    .filter((word) => !PARTICLES.has(word))
    .sort()
    .join(' ');
}

/** Without accents and apostrophes, of which most names have none. */
function toPlain(name: string): string {
  if (/^[a-z ,()-]*$/.test(name)) return name;
  return name
    .replaceAll(/\bd(?=[\p{Sk}\p{Lm}\p{Pi}\p{Pf}'\u2032\uFF07])/gu, '')
    .replaceAll(/[\p{Sk}\p{Lm}\p{Pi}\p{Pf}'\u2032\uFF07.]/gu, '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll('ı', 'i');
}

function toBareKey(key: string): string {
  return key
    .split(' ')
    .filter((word) => !FORMS.has(word))
    .join(' ');
}
