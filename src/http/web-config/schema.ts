import { validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { suggest } from '../../nearest.ts';
import { quote } from '../../shown-text.ts';
import { YamlText } from '../../strict-yaml.ts';
import { fail, list, mapping, section, text } from '../../yaml-values.ts';
import { CIPHER_SUITES, CLIENT_AUTH_TYPES, CURVES, TLS13_CIPHER_SUITES, TLS_VERSIONS } from './tls-names.ts';

/** YAML 1.1's words for yes and no. */
const BOOLEAN = /^(?:(y|yes|on|true)|n|no|off|false)$/i;

/** Null is false. */
const boolean = unquoted('is not true or false (without quotes)', (word) => {
  const match = BOOLEAN.exec(word);
  return match ? match[1] !== undefined : undefined;
})
  .nullable()
  .transform((value) => value ?? false);

const wholeNumber = unquoted('is not a whole number (without quotes)', (word) =>
  /^(?:0|[1-9]\d{0,8})$/.test(word) ? Number(word) : undefined,
);

/** Go's durations, in milliseconds. */
const duration = text.transform((given, context) => {
  const ms = readGoDurationMs(given);
  return ms ?? fail(context, `${quote(given)} is not a duration such as 500ms or 1s`);
});

const headerValue = text.refine(isHeaderValue, 'holds a character that no header may hold');

/** A text that is in the list as it stands, upper and lower case told apart. */
function exactly(...allowed: readonly string[]) {
  return text.refine((given) => allowed.includes(given), `is not ${allowed.join(' or ')}`);
}

/** The name of one of `names`. */
function oneOf<Name extends string>(names: readonly Name[], what: string) {
  return text.transform((given, context) => {
    const name = names.find((candidate) => candidate === given);
    return (
      name ??
      fail(
        context,
        `${quote(given)} is no ${what}${suggest(given, names) || `; known are ${names.join(', ')}`}`,
      )
    );
  });
}

function unquoted<T>(expected: string, parse: (word: string) => T | undefined) {
  return z
    .custom<YamlText>((value) => value instanceof YamlText && value.isPlain, expected)
    .transform((word, context) => parse(word.text) ?? fail(context, expected));
}

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue('x', value);
    return true;
  } catch {
    return false;
  }
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

function readGoDurationMs(given: string): number | undefined {
  if (given === '' || given === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(given)) return undefined;
  const parts = given.matchAll(/([\d.]+)([a-z]+)/g);
  return [...parts].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (UNITS_MS.get(unit) ?? 0),
    0,
  );
}

/** What bcryptjs can check, a subset of what Go takes. */
const BCRYPT_HASH = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

const tlsVersion = oneOf(keysOf(TLS_VERSIONS), 'TLS version').nullable();
const cipherSuite = oneOf([...keysOf(CIPHER_SUITES), ...TLS13_CIPHER_SUITES], 'cipher suite');

const tlsSection = section({
  cert: text.optional(),
  key: text.optional(),
  client_ca: text.optional(),
  cert_file: text.optional(),
  key_file: text.optional(),
  client_ca_file: text.optional(),
  client_auth_type: oneOf([...keysOf(CLIENT_AUTH_TYPES), ''], 'client_auth_type').optional(),
  client_allowed_sans: list(text).optional(),
  min_version: tlsVersion.optional(),
  max_version: tlsVersion.optional(),
  cipher_suites: list(cipherSuite).optional(),
  prefer_server_cipher_suites: boolean.optional(),
  curve_preferences: list(oneOf(keysOf(CURVES), 'curve')).optional(),
});

const headersSection = section({
  'Content-Security-Policy': headerValue.exactOptional(),
  'Strict-Transport-Security': headerValue.exactOptional(),
  'X-Content-Type-Options': exactly('nosniff').exactOptional(),
  'X-Frame-Options': exactly('deny', 'sameorigin').exactOptional(),
  'X-XSS-Protection': headerValue.exactOptional(),
});

const users = mapping.transform((hashes, context) => {
  const read = new Map<string, string>();
  for (const [user, value] of Object.entries(hashes)) {
    const hash = text.safeParse(value).data;
    // The value is not quoted: it may be the password itself.
    if (hash !== undefined && BCRYPT_HASH.test(hash)) read.set(user, hash);
    else context.addIssue({ code: 'custom', path: [user], message: 'is not a bcrypt hash such as $2y$10$…' });
    // RFC 7617: the first colon ends the user name.
    if (user.includes(':')) {
      context.addIssue({ code: 'custom', path: [user], message: 'a user name cannot hold a colon' });
    }
  }
  return read;
});

/** https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md */
export const FILE_SCHEMA = section({
  tls_server_config: tlsSection.optional(),
  http_server_config: section({ http2: boolean.optional(), headers: headersSection.optional() }).optional(),
  basic_auth_users: users.optional(),
  rate_limit: section({ interval: duration.optional(), burst: wholeNumber.optional() }).optional(),
});

/** What the file says, each value of its kind. An empty text or null means the same as no key. */
export type WebConfigText = Readonly<z.output<typeof FILE_SCHEMA>>;
export type TlsText = Readonly<z.output<typeof tlsSection>>;

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  const isKey = (key: string): key is Key => Object.hasOwn(record, key);
  return Object.keys(record).filter(isKey);
}
