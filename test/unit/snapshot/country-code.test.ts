import { describe, expect, it } from 'vitest';
import { COUNTRY_NAMES } from '../../../src/simulator/world/countries.ts';
import { toCountryCode } from '../../../src/snapshot/country-code.ts';

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

const cases = SPELLINGS.trim()
  .split('\n')
  .flatMap((line) => {
    const [code = '', names = ''] = line.split(':');
    return names.split(' | ').map((name): [name: string, code: string] => [name, code]);
  });

describe('toCountryCode', () => {
  it.each(cases)('knows %j as %s', (name, code) => {
    expect(toCountryCode(name)).toBe(code);
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
