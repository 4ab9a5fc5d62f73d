import { createSecureContext } from 'node:tls';
import { toErrorCode } from '../error-words.ts';
import { Secret } from '../secret.ts';

/** PEM texts. */
export interface OtlpTls {
  /** Trusted instead of all other authorities; undefined: those that count for Webex too. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: Secret | undefined;
}

/** The text of a variable, and the variable that gave it. */
export interface Given {
  readonly variable: string;
  readonly text: string;
}

/** Reads a variable by the end of its name. */
export type GivenOf = (name: string, fallback: string) => Given;

interface PemFile {
  readonly variable: string;
  readonly pem: string;
}

/** The files that the variables of a push name. Each that cannot be used is a problem of its own. */
export function readTls(readFile: (path: string) => string, given: GivenOf, problems: string[]): OtlpTls {
  const read = (name: string, what: 'certificate' | 'private key'): PemFile | undefined => {
    const { variable, text: path } = given(name, '');
    if (path === '') return undefined;
    try {
      const pem = readFile(path);
      if (pem.includes(`${what.toUpperCase()}-----`)) return { variable, pem };
      problems.push(`${variable}: ${path} holds no ${what} (PEM)`);
    } catch (error) {
      problems.push(`${variable}: cannot read ${path} (${toErrorCode(error)})`);
    }
    return undefined;
  };
  const ca = read('CERTIFICATE', 'certificate');
  const cert = read('CLIENT_CERTIFICATE', 'certificate');
  const key = read('CLIENT_KEY', 'private key');
  const [certGiven, keyGiven] = [given('CLIENT_CERTIFICATE', ''), given('CLIENT_KEY', '')];
  if ((certGiven.text === '') !== (keyGiven.text === ''))
    problems.push(`${certGiven.variable} and ${keyGiven.variable} are needed together`);
  if (ca) tryOut([ca], { ca: ca.pem }, problems);
  if (cert && key) tryOut([cert, key], { cert: cert.pem, key: key.pem }, problems);
  return { ca: ca?.pem, cert: cert?.pem, key: key && new Secret(key.pem) };
}

/** OpenSSL's own word on whether it can use them, and a certificate with a key belongs to it. */
function tryOut(
  files: readonly PemFile[],
  options: { readonly ca?: string; readonly cert?: string; readonly key?: string },
  problems: string[],
): void {
  try {
    createSecureContext(options);
  } catch (error) {
    const names = files.map(({ variable }) => variable).join(' and ');
    problems.push(`${names}: cannot be used (${toErrorCode(error)})`);
  }
}
