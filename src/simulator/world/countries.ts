/** A country that people join from. */
export interface Country {
  /** Full English name in the API's style ("United States", "South Korea"): no code, no comma. */
  readonly name: string;
  /** Whole degrees, of its largest city or thereabouts. */
  readonly latitude: number;
  readonly longitude: number;
  /** Where its working day runs; the shares add up to 1 and not a bit less, or a meeting would never start. */
  readonly zones: readonly Zone[];
  /** Whether a company's sites are usually joined from there. */
  readonly isOfBusiness: boolean;
}

/** Standard time in a part of a country, summer and winter. */
export interface Zone {
  readonly offsetHours: number;
  readonly share: number;
}

// Name, hours ahead of UTC, latitude, longitude (tz database); * are those from which a company's sites are usually joined.
const ROWS = `
  Afghanistan 4.5 35 69, Albania 1 41 20, Algeria 1 37 3, American Samoa -11 -14 -171, Andorra 1 43 2, Angola 1 -9 13,
  Anguilla -4 18 -63, Antigua and Barbuda -4 17 -62, *Argentina -3 -35 -58, Armenia 4 40 45, Aruba -4 13 -70,
  *Australia 10 -34 151, *Austria 1 48 16, Azerbaijan 4 40 50, Bahamas -5 25 -77, Bahrain 3 26 51, *Bangladesh 6 24 90,
  Barbados -4 13 -60, Belarus 3 54 28, *Belgium 1 51 4, Belize -6 18 -88, Benin 1 6 3, Bermuda -4 32 -65,
  Bhutan 6 27 90, Bolivia -4 -16 -68, Bosnia and Herzegovina 1 44 18, Botswana 2 -25 26, *Brazil -3 -24 -47,
  British Virgin Islands -4 18 -65, Brunei 8 5 115, *Bulgaria 2 43 23, Burkina Faso 0 12 -2, Burundi 2 -3 29,
  Cambodia 7 12 105, Cameroon 1 4 10, *Canada -5 44 -79, Cape Verde -1 15 -24, Cayman Islands -5 19 -81,
  Central African Republic 1 4 19, Chad 1 12 15, *Chile -4 -33 -71, *China 8 31 121, *Colombia -5 5 -74,
  Comoros 3 -12 43, Congo 1 -4 15, Cook Islands -10 -21 -160, *Costa Rica -6 10 -84, *Croatia 1 46 16, Cuba -5 23 -82,
  Curaçao -4 12 -69, Cyprus 2 35 33, *Czech Republic 1 50 14, Democratic Republic of the Congo 1 -4 15,
  *Denmark 1 56 13, Djibouti 3 12 43, Dominica -4 15 -61, Dominican Republic -4 18 -70, Ecuador -5 -2 -80,
  *Egypt 2 30 31, El Salvador -6 14 -89, Equatorial Guinea 1 4 9, Eritrea 3 15 39, *Estonia 2 59 25, Eswatini 2 -26 31,
  Ethiopia 3 9 39, Falkland Islands -3 -52 -58, Faroe Islands 0 62 -7, Fiji 12 -18 178, *Finland 2 60 25,
  *France 1 49 2, French Guiana -3 5 -52, French Polynesia -10 -18 -150, Gabon 1 0 9, Gambia 0 13 -17, Georgia 4 42 45,
  *Germany 1 53 13, *Ghana 0 6 0, Gibraltar 1 36 -5, *Greece 2 38 24, Greenland -2 64 -52, Grenada -4 12 -62,
  Guadeloupe -4 16 -62, Guam 10 13 145, Guatemala -6 15 -91, Guernsey 0 49 -3, Guinea 0 10 -14, Guinea-Bissau 0 12 -16,
  Guyana -4 7 -58, Haiti -5 19 -72, Honduras -6 14 -87, *Hong Kong 8 22 114, *Hungary 1 48 19, *Iceland 0 64 -22,
  *India 5.5 23 88, *Indonesia 7 -6 107, Iran 3.5 36 51, Iraq 3 33 44, *Ireland 0 53 -6, Isle of Man 0 54 -4,
  *Israel 2 32 35, *Italy 1 42 12, *Ivory Coast 0 5 -4, Jamaica -5 18 -77, *Japan 9 36 140, Jersey 0 49 -2,
  Jordan 3 32 36, Kazakhstan 5 43 77, *Kenya 3 -1 37, Kiribati 12 1 173, Kosovo 1 43 21, Kuwait 3 29 48,
  Kyrgyzstan 6 43 75, Laos 7 18 103, *Latvia 2 57 24, Lebanon 2 34 36, Lesotho 2 -29 28, Liberia 0 6 -11, Libya 2 33 13,
  Liechtenstein 1 47 10, *Lithuania 2 55 25, *Luxembourg 1 50 6, Macao 8 22 114, Madagascar 3 -19 48, Malawi 2 -16 35,
  *Malaysia 8 3 102, Maldives 5 4 74, Mali 0 13 -8, Malta 1 36 15, Marshall Islands 12 7 171, Martinique -4 15 -61,
  Mauritania 0 18 -16, Mauritius 4 -20 58, Mayotte 3 -13 45, *Mexico -6 19 -99, Micronesia 11 7 158, Moldova 2 47 29,
  Monaco 1 44 7, Mongolia 8 48 107, Montenegro 1 42 19, Montserrat -4 17 -62, *Morocco 1 34 -8, Mozambique 2 -26 33,
  Myanmar 6.5 17 96, Namibia 2 -23 17, Nauru 12 -1 167, Nepal 5.75 28 85, *Netherlands 1 52 5, New Caledonia 11 -22 166,
  *New Zealand 12 -37 175, Nicaragua -6 12 -86, Niger 1 14 2, *Nigeria 1 6 3, Niue -11 -19 -170,
  North Macedonia 1 42 21, Northern Mariana Islands 10 15 146, *Norway 1 60 11, Oman 4 24 59, *Pakistan 5 25 67,
  Palau 9 7 134, Palestine 2 32 35, *Panama -5 9 -80, Papua New Guinea 10 -9 147, Paraguay -3 -25 -58, *Peru -5 -12 -77,
  *Philippines 8 15 121, *Poland 1 52 21, *Portugal 0 39 -9, *Puerto Rico -4 18 -66, *Qatar 3 25 52, Réunion 4 -21 55,
  *Romania 2 44 26, Russia 3 56 38, Rwanda 2 -2 30, Saint Kitts and Nevis -4 17 -63, Saint Lucia -4 14 -61,
  Saint Vincent and the Grenadines -4 13 -61, Samoa 13 -14 -172, San Marino 1 44 12, Sao Tome and Principe 0 0 7,
  *Saudi Arabia 3 25 47, Senegal 0 15 -17, *Serbia 1 45 21, Seychelles 4 -5 55, Sierra Leone 0 9 -13,
  *Singapore 8 1 104, *Slovakia 1 48 17, *Slovenia 1 46 15, Solomon Islands 11 -10 160, Somalia 3 2 45,
  *South Africa 2 -26 28, *South Korea 9 38 127, South Sudan 2 5 32, *Spain 1 40 -4, *Sri Lanka 5.5 7 80, Sudan 2 16 33,
  Suriname -3 6 -55, *Sweden 1 59 18, *Switzerland 1 47 9, Syria 3 34 36, *Taiwan 8 25 122, Tajikistan 5 39 69,
  Tanzania 3 -7 39, *Thailand 7 14 101, Timor-Leste 9 -9 126, Togo 0 6 1, Tonga 13 -21 -175,
  Trinidad and Tobago -4 11 -62, *Tunisia 1 37 10, *Turkey 3 41 29, Turkmenistan 5 38 58,
  Turks and Caicos Islands -5 21 -71, Tuvalu 12 -9 179, U.S. Virgin Islands -4 18 -65, Uganda 3 0 32, *Ukraine 2 50 31,
  *United Arab Emirates 4 25 55, *United Kingdom 0 52 0, *United States -6 42 -88, *Uruguay -3 -35 -56,
  Uzbekistan 5 41 69, Vanuatu 11 -18 168, Vatican City 1 42 12, Venezuela -4 11 -67, *Vietnam 7 11 107, Yemen 3 13 45,
  Zambia 2 -15 28, Zimbabwe 2 -18 31
`;

// Those whose people work in several zones, by offset and share.
const ZONES: Readonly<Record<string, readonly Zone[]>> = {
  Australia: [zone(10, 0.8), zone(8, 0.2)],
  Canada: [zone(-5, 0.65), zone(-7, 0.15), zone(-8, 0.2)],
  'United States': [zone(-5, 0.5), zone(-6, 0.28), zone(-7, 0.05), zone(-8, 0.17)],
};

/** In the order of their names. */
const COUNTRIES: readonly Country[] = ROWS.trim()
  .split(/,\s+/)
  .map((row) => {
    const words = row.replace('*', '').split(' ');
    const [offsetHours = 0, latitude = 0, longitude = 0] = words.slice(-3).map(Number);
    const name = words.slice(0, -3).join(' ');
    const zones = ZONES[name] ?? [zone(offsetHours, 1)];
    return { name, latitude, longitude, zones, isOfBusiness: row.startsWith('*') };
  });

const BY_NAME: ReadonlyMap<string, Country> = new Map(COUNTRIES.map((country) => [country.name, country]));

export const COUNTRY_NAMES: readonly string[] = COUNTRIES.map(({ name }) => name);

export const BUSINESS_COUNTRY_NAMES: readonly string[] = COUNTRIES.filter(
  ({ isOfBusiness }) => isOfBusiness,
).map(({ name }) => name);

/** Throws a RangeError for a name that is not of the list. */
export function countryOf(name: string): Country {
  const country = BY_NAME.get(name);
  if (country === undefined) throw new RangeError(`the simulator knows no country ${name}`);
  return country;
}

function zone(offsetHours: number, share: number): Zone {
  return { offsetHours, share };
}
