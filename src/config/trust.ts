import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { toErrorCode } from '../error-words.ts';
import type { ConfigInput } from './environment.ts';

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/**
 * The authorities to trust, as PEM, where SSL_CERT_FILE or SSL_CERT_DIR (directories with colons between them) add some to
 * Node's own: OpenSSL and Go read these, Node does not. Undefined where neither is set: Node then reads NODE_EXTRA_CA_CERTS
 * by itself; else it is among these, since a list of ours replaces Node's.
 */
export function readTrust(input: ConfigInput, problems: string[]): readonly string[] | undefined {
  const { env, readFile } = input;
  const readPem = (variable: string): string[] => {
    const path = env[variable];
    if (!path) return [];
    try {
      const text = readFile(path);
      if (CERTIFICATE.test(text)) return [text];
      problems.push(`${variable}: ${path} holds no certificate (PEM)`);
    } catch (error) {
      problems.push(`${variable}: cannot read ${path} (${toErrorCode(error)})`);
    }
    return [];
  };
  // Node itself only warns of a file that it cannot read, and every request fails later.
  const extra = readPem('NODE_EXTRA_CA_CERTS');
  const file = readPem('SSL_CERT_FILE');
  const directories = (env['SSL_CERT_DIR'] ?? '').split(':').filter((path) => path !== '');
  if (!env['SSL_CERT_FILE'] && directories.length === 0) return undefined;
  const found = directories.flatMap((path) => readDirectory(path, input, problems));
  return [...rootCertificates, ...extra, ...file, ...found];
}

/** Such a directory holds links, hashes and notes beside certificates: what is no certificate is passed over, as OpenSSL does. */
function readDirectory(path: string, { readFile, listFolder }: ConfigInput, problems: string[]): string[] {
  try {
    return listFolder(path).flatMap((name) => {
      try {
        const text = readFile(join(path, name));
        return CERTIFICATE.test(text) ? [text] : [];
      } catch {
        return [];
      }
    });
  } catch (error) {
    problems.push(`SSL_CERT_DIR: cannot read ${path} (${toErrorCode(error)})`);
    return [];
  }
}
