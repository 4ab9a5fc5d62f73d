import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { toErrorWords } from '../../error-words.ts';
import {
  CIPHER_SUITES,
  CLIENT_AUTH_TYPES,
  type ClientAuth,
  CURVES,
  TLS13_CIPHER_SUITES,
  TLS_VERSIONS,
} from './tls-names.ts';
import type { TlsText } from './schema.ts';

/** How a server of HTTPS treats new connections. */
export interface TlsSettings {
  /** Certificate, key, client CA, versions, ciphers and curves: known to make a secure context. */
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuth;
  /** One of them must be a subject alternative name of the client's certificate. Undefined: any will do. */
  readonly allowedSans: readonly string[] | undefined;
}

/** A PEM text, from the section itself or from the file it names; neither when the section gives none. */
export interface Pem {
  readonly text?: string;
  /** Why the file cannot be read. */
  readonly fault?: string;
}

export interface TlsMaterial {
  readonly cert: Pem;
  readonly key: Pem;
  readonly client_ca: Pem;
}

/** Whether the section turns TLS on: anything in it does, so that half a section is a fault and not plain HTTP. */
export function wantsTls(section: TlsText | undefined): section is TlsText {
  return Object.values(section ?? {}).some((value) => value !== '' && value !== null && value !== undefined);
}

/** Undefined when something is wrong, with every fault in `problems`. */
export function toTlsSettings(
  section: TlsText,
  material: TlsMaterial,
  problems: string[],
): TlsSettings | undefined {
  const clientAuth = CLIENT_AUTH_TYPES[section.client_auth_type || 'NoClientCert'];
  const allowedSans = section.client_allowed_sans ?? undefined;
  const context = toContext(section, material);
  const missing = checkMaterial(section, material);
  const faults = [
    ...missing,
    ...checkVersions(section),
    ...checkClientAuth(section, clientAuth),
    ...checkCa(material.client_ca.text),
    ...(missing.length === 0 ? checkContext(context) : []),
  ];
  problems.push(...faults.map((fault) => `tls_server_config: ${fault}`));
  return faults.length === 0 ? { context, clientAuth, allowedSans } : undefined;
}

function checkMaterial(section: TlsText, material: TlsMaterial): string[] {
  return (['cert', 'key', 'client_ca'] as const).flatMap((name) => {
    const { text, fault } = material[name];
    if (fault !== undefined) return [`${name}_file ${fault}`];
    if (section[name] && section[`${name}_file`]) return [`${name} and ${name}_file exclude each other`];
    if (name === 'client_ca') return [];
    if (text === undefined) return [`one of ${name} and ${name}_file is needed`];
    // Node makes a context without a certificate of it, and no handshake would ever succeed.
    return text === '' ? [`${name}_file is empty`] : [];
  });
}

function toContext(section: TlsText, { cert, key, client_ca }: TlsMaterial): SecureContextOptions {
  const min = section.min_version ?? 'TLS12';
  const curves = section.curve_preferences ?? [];
  return {
    cert: cert.text,
    key: key.text,
    ca: client_ca.text,
    minVersion: TLS_VERSIONS[min],
    maxVersion: TLS_VERSIONS[section.max_version ?? 'TLS13'],
    // OpenSSL 3 refuses the signatures of TLS 1.0 and 1.1 at its default security level.
    ciphers: toCiphers(section.cipher_suites ?? []) + (min < 'TLS12' ? ':@SECLEVEL=0' : ''),
    honorCipherOrder: section.prefer_server_cipher_suites ?? true,
    ecdhCurve: curves.length === 0 ? 'auto' : curves.map((name) => CURVES[name]).join(':'),
  };
}

/** The list only chooses among the suites up to TLS 1.2; without one there are Go's default ones, not Node's. */
function toCiphers(names: readonly string[]): string {
  const chosen = Object.entries(CIPHER_SUITES)
    .filter(([name]) => names.length === 0 || names.includes(name))
    .sort(([a], [b]) => names.indexOf(a) - names.indexOf(b));
  return [...TLS13_CIPHER_SUITES, ...chosen.map(([, openSslName]) => openSslName)].join(':');
}

function checkVersions({ min_version, max_version }: TlsText): string[] {
  const min = min_version ?? 'TLS12';
  const max = max_version ?? 'TLS13';
  return min > max ? [`min_version ${min} is above max_version ${max}`] : [];
}

function checkClientAuth(section: TlsText, { asks }: ClientAuth): string[] {
  if (asks) return [];
  const useless = (['client_ca', 'client_ca_file', 'client_allowed_sans'] as const).filter(
    (name) => section[name],
  );
  return useless.map((name) => `${name} needs a client_auth_type that asks for a certificate`);
}

/** Go skips what it cannot read, and then nobody gets in. */
function checkCa(pem: string | undefined): string[] {
  if (pem === undefined) return [];
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) return ['the client CA holds no PEM certificate'];
  return blocks.every(isCertificate) ? [] : ['the client CA holds a certificate that cannot be read'];
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

function checkContext(context: SecureContextOptions): string[] {
  try {
    createSecureContext(context);
    return [];
  } catch (error) {
    return [`certificate and key cannot be used: ${toErrorWords(error)}`];
  }
}
