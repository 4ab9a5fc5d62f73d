import countries from 'i18n-iso-countries';
import { describe, expect, it } from 'vitest';
import { COUNTRY_NAMES } from '../../../src/simulator/world/countries.ts';
import { toCountryCode } from '../../../src/snapshot/country-code.ts';

/** By the World Bank's rules: short forms behind a comma. */
const WORLD_BANK = `
BS: Bahamas, The
BN: Brunei Darussalam
CD: Congo, Dem. Rep.
CG: Congo, Rep.
CI: Cote d'Ivoire
CW: Curacao
CZ: Czechia
EG: Egypt, Arab Rep.
FM: Micronesia, Fed. Sts.
GM: Gambia, The
HK: Hong Kong SAR, China
IR: Iran, Islamic Rep.
KG: Kyrgyz Republic
KN: St. Kitts and Nevis
KP: Korea, Dem. People's Rep. | Korea, Dem. Rep.
KR: Korea, Rep.
LA: Lao PDR
MF: St. Martin (French part)
MK: North Macedonia | Macedonia, FYR
MO: Macao SAR, China
PS: West Bank and Gaza
SK: Slovak Republic
SO: Somalia, Fed. Rep.
ST: Sao Tome and Principe
SX: Sint Maarten (Dutch part)
SY: Syrian Arab Republic
TR: Turkiye
TW: Taiwan, China
VC: St. Vincent and the Grenadines
VE: Venezuela, RB
VI: Virgin Islands (U.S.)
VN: Viet Nam
YE: Yemen, Rep.
DO: Dominican Rep.
CF: Central African Rep. | Central Afr. Rep.
GQ: Eq. Guinea | Equatorial Guinea, Rep.
SB: Solomon Is.
CK: Cook Isl.
FK: Falkland Is.
MH: Marshall Is.
`;

/** As states call themselves, and as the United Nations list them. */
const OFFICIAL = `
AF: Islamic Emirate of Afghanistan | Islamic Republic of Afghanistan
AD: Principality of Andorra
AE: United Arab Emirates (the)
AR: Argentine Republic
AU: Commonwealth of Australia
BN: Brunei Darussalam, Nation of
BO: Plurinational State of Bolivia | Bolivia (Plurinational State of)
BR: Federative Republic of Brazil
BS: Commonwealth of the Bahamas
CD: Democratic Republic of the Congo (the)
CH: Swiss Confederation
CN: People's Republic of China | China (People's Republic of)
CU: Republic of Cuba
DE: Federal Republic of Germany
DK: Kingdom of Denmark | Denmark, Kingdom of
DM: Commonwealth of Dominica
DZ: People's Democratic Republic of Algeria
EG: Arab Republic of Egypt
ET: Federal Democratic Republic of Ethiopia
FI: Republic of Finland
FM: Federated States of Micronesia | Micronesia (Federated States of)
FR: French Republic
GB: United Kingdom of Great Britain and Northern Ireland (the)
GR: Hellenic Republic
GY: Co-operative Republic of Guyana
HK: China, Hong Kong Special Administrative Region | Hong Kong Special Administrative Region of China
IL: State of Israel
IN: Republic of India | India, Republic of
IR: Iran (Islamic Republic of)
IT: Italian Republic
JO: Hashemite Kingdom of Jordan
KM: Union of the Comoros
KN: Federation of Saint Christopher and Nevis
KP: Democratic People's Republic of Korea (the)
KR: Republic of Korea (the) | Korea (the Republic of)
KW: State of Kuwait
LA: Lao People's Democratic Republic (the)
LI: Principality of Liechtenstein
LK: Democratic Socialist Republic of Sri Lanka
LU: Grand Duchy of Luxembourg
LY: State of Libya | Great Socialist People's Libyan Arab Jamahiriya
MK: The former Yugoslav Republic of Macedonia | Republic of North Macedonia
MM: Republic of the Union of Myanmar
MO: China, Macao Special Administrative Region
MX: United Mexican States
NL: Netherlands (Kingdom of the) | Kingdom of the Netherlands
NP: Federal Democratic Republic of Nepal
OM: Sultanate of Oman
PG: Independent State of Papua New Guinea
PL: Republic of Poland
PS: State of Palestine
PT: Portuguese Republic
SG: Republic of Singapore
SO: Federal Republic of Somalia
SZ: Kingdom of Eswatini
TW: Republic of China
TZ: United Republic of Tanzania (the)
UY: Oriental Republic of Uruguay
US: United States of America (the)
VA: Vatican City State | State of the Vatican City
VE: Bolivarian Republic of Venezuela
VI: United States Virgin Islands | Virgin Islands of the United States
VN: Socialist Republic of Viet Nam
WS: Independent State of Samoa
ZA: Republic of South Africa
XK: Republic of Kosovo
`;

/** What they were called before. */
const FORMER = `
BD: East Pakistan
BF: Upper Volta
BJ: Dahomey
BW: Bechuanaland
BY: Byelorussia
BZ: British Honduras
CD: Zaire | Zaïre | Republic of Zaire
CV: Cape Verde
CZ: Czech Republic
DE: German Democratic Republic | West Germany
ET: Abyssinia
GH: Gold Coast
IR: Persia
KH: Kampuchea | Democratic Kampuchea
LK: Ceylon
MM: Burma | Union of Burma
MK: Macedonia | FYROM
SZ: Swaziland | Kingdom of Swaziland
TH: Siam
TL: East Timor
TR: Turkey | Republic of Turkey
VU: New Hebrides
WS: Western Samoa
ZW: Rhodesia
`;

/** Names as ISO, the United Nations, the World Bank, CLDR, MaxMind and plain usage spell them. */
const SPELLINGS = `
AE: United Arab Emirates | UAE | U.A.E.
AG: Antigua and Barbuda | Antigua & Barbuda
AX: Åland Islands | Aland Islands
BA: Bosnia and Herzegovina | Bosnia & Herzegovina | Bosnia-Herzegovina | Bosnia
BL: Saint Barthélemy | St. Barthelemy
BN: Brunei | Brunei Darussalam
BO: Bolivia | Bolivia, Plurinational State of | Bolivia (Plurinational State of)
BQ: Bonaire, Sint Eustatius and Saba | Caribbean Netherlands
BS: Bahamas | The Bahamas | Bahamas, The
CC: Cocos (Keeling) Islands
CD: Democratic Republic of the Congo | Congo, The Democratic Republic of the | DR Congo | DRC | Congo (Kinshasa)
CD: Congo - Kinshasa | Congo, Democratic Republic of
CG: Congo | Republic of the Congo | Congo, Republic of | Congo (Brazzaville) | Congo-Brazzaville
CI: Ivory Coast | Côte d'Ivoire | Côte d’Ivoire | Cote d'Ivoire
CN: China | People's Republic of China | Mainland China
CV: Cape Verde | Cabo Verde
CW: Curaçao | Curacao
CZ: Czechia | Czech Republic
FK: Falkland Islands | Falkland Islands (Malvinas)
FM: Micronesia | Micronesia, Federated States of | Federated States of Micronesia
GB: United Kingdom | UK | U.K. | Great Britain | United Kingdom of Great Britain and Northern Ireland
GM: Gambia | The Gambia | Gambia, The
GW: Guinea-Bissau | Guinea Bissau
HK: Hong Kong | Hong Kong SAR China | Hong Kong SAR, China | Hong Kong S.A.R. | Hong Kong, China
IE: Ireland | Republic of Ireland
IR: Iran | Iran, Islamic Republic of | Iran (Islamic Republic of)
KG: Kyrgyzstan | Kyrgyz Republic
KN: Saint Kitts and Nevis | St. Kitts & Nevis | St Kitts and Nevis
KP: North Korea | Korea, North | Korea, Democratic People's Republic of | Korea, Democratic People’s Republic of
KR: South Korea | Korea, South | Korea, Republic of | Korea (Republic of) | Republic of Korea | Korea
LA: Laos | Lao People's Democratic Republic | Lao PDR
LC: Saint Lucia | St. Lucia
LY: Libya | Libyan Arab Jamahiriya
MD: Moldova | Moldova, Republic of | Republic of Moldova
MF: Saint Martin | Saint Martin (French part) | St. Martin
MK: North Macedonia | Macedonia | Macedonia, The Former Yugoslav Republic of
MM: Myanmar | Burma | Myanmar (Burma)
MO: Macao | Macau | Macao SAR China
NL: Netherlands | The Netherlands | Holland
PM: Saint Pierre and Miquelon | St. Pierre & Miquelon
PS: Palestine | State of Palestine | Palestine, State of | Palestinian Territories | Palestinian Territory, Occupied
RE: Réunion | Reunion
RU: Russia | Russian Federation
SH: Saint Helena | St. Helena | Saint Helena, Ascension and Tristan da Cunha
SK: Slovakia | Slovak Republic
ST: São Tomé & Príncipe | Sao Tome and Principe
SX: Sint Maarten | Sint Maarten (Dutch part)
SY: Syria | Syrian Arab Republic
SZ: Eswatini | Swaziland
TL: Timor-Leste | East Timor
TR: Turkey | Türkiye | Turkiye
TT: Trinidad and Tobago | Trinidad & Tobago
TW: Taiwan | Taiwan, Province of China | Taiwan (Province of China) | Taiwan, China | Chinese Taipei
TZ: Tanzania | Tanzania, United Republic of | United Republic of Tanzania
US: United States | United States of America | The United States | USA | U.S.A. | U.S. | US | UNITED STATES
VA: Vatican City | Holy See | Holy See (Vatican City State)
VC: Saint Vincent and the Grenadines | St. Vincent & Grenadines
VE: Venezuela | Venezuela, Bolivarian Republic of | Venezuela (Bolivarian Republic of)
VG: British Virgin Islands | Virgin Islands, British | Virgin Islands (British)
VI: U.S. Virgin Islands | US Virgin Islands | Virgin Islands, U.S. | Virgin Islands (U.S.)
VN: Vietnam | Viet Nam
WF: Wallis and Futuna | Wallis & Futuna
XK: Kosovo
AS: American Samoa
WS: Samoa
DM: Dominica
DO: Dominican Republic
GE: Georgia
GN: Guinea
GQ: Equatorial Guinea
PG: Papua New Guinea
NE: Niger
NG: Nigeria
SD: Sudan
SS: South Sudan
DE: Germany | germany |  Germany  | DE | de | DEU
`;

const cases = [SPELLINGS, WORLD_BANK, OFFICIAL, FORMER].flatMap((list) =>
  list
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [code = '', names = ''] = line.split(':');
      return names.split(' | ').map((name): [name: string, code: string] => [name, code]);
    }),
);

const APOSTROPHES = ["'", '’', '‘', '`', '´', 'ʼ', 'ʻ', 'ʹ', '′', '＇', '‛', 'ˈ', ' ', ''];

/** Every country, by CLDR's English name. */
const NAMES = Object.keys(countries.getAlpha2Codes()).map((code): [name: string, code: string] => [
  new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? '',
  code,
]);

/** Forms of a state around a name. */
const FORMS = [
  'Republic of %',
  'Republic of the %',
  'The Republic of %',
  '%, Republic of',
  '% (Republic of)',
  '%, Rep.',
  'Rep. of %',
  'Kingdom of %',
  '%, Kingdom of the',
  'State of %',
  'Federal Republic of %',
  'Islamic Republic of %',
  'Union of %',
  'The %',
  '%, The',
  '% (the)',
];

describe('toCountryCode', () => {
  it.each(cases)('knows %j as %s', (name, code) => {
    expect(toCountryCode(name)).toBe(code);
  });

  it.each([
    'Cote d%Ivoire',
    'Côte d%Ivoire',
    'Lao People%s Democratic Republic',
    'Korea, Democratic People%s Republic of',
  ])('knows %j with any apostrophe, and without', (name) => {
    const wanted = toCountryCode(name.replace('%', "'"));
    expect(wanted).not.toBe('');
    const codes = APOSTROPHES.filter((sign) => sign !== ' ' || name.includes('d%')).map((sign) => [
      sign,
      toCountryCode(name.replace('%', sign)),
    ]);
    expect(codes.filter(([, code]) => code !== wanted)).toEqual([]);
  });

  it('knows every country in every form of a state, or the one of two whose form it is', () => {
    // Two states each: the form tells which.
    const parted = new Set(['CN', 'TW', 'KP', 'KR', 'CD', 'CG']);
    const missed = NAMES.filter(([, code]) => !parted.has(code)).flatMap(([name, code]) =>
      FORMS.map((form) => form.replace('%', name)).flatMap((text) => {
        const found = toCountryCode(text);
        return found === code ? [] : [{ text, code, found }];
      }),
    );
    expect(missed).toEqual([]);
  });

  it('knows every country of the simulator, each by a code of its own', () => {
    const codes = COUNTRY_NAMES.map(toCountryCode);
    expect(COUNTRY_NAMES.filter((_, index) => codes[index] === '')).toEqual([]);
    expect(new Set(codes).size).toBe(COUNTRY_NAMES.length);
  });

  it.each([
    '',
    ' ',
    'Unknown',
    'other',
    'N/A',
    'Atlantis',
    'Europe',
    'Martian Republic',
    'Yugoslavia',
    'Soviet Union',
    'United Nations',
    'United Federation',
    'Democratic Republic',
    'Turkish Republic of Northern Cyprus',
    'Virgin Islands',
    'State of Korea',
    'Federal Congo',
    'Netherlands Antilles',
    'Czechoslovakia',
    'Northern Territory',
    'Republic',
    'The',
    'XX',
    'ZZ',
    'ZZZ',
    '__proto__',
    'constructor',
    'toString',
    'ß',
    'ﬁ',
    '日本',
    '\0',
    'a'.repeat(100_000),
  ])('gives no code for %j', (name) => {
    expect(toCountryCode(name)).toBe('');
  });
});
