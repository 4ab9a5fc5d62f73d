import type * as z from 'zod';
import { CIPHER_SUITES, CLIENT_AUTH_TYPES, CURVES, TLS13_CIPHER_SUITES, TLS_VERSIONS } from './tls-names.ts';
import { list, mapping, section, text } from '../../yaml-values.ts';
import { boolean, duration, exactly, headerValue, oneOf, wholeNumber } from './values.ts';

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
