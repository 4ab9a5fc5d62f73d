import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file in test/fixtures/tls; generate.sh there says what each certificate is. */
export function tlsPath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

export function tlsText(name: string): string {
  return readFileSync(tlsPath(name), 'utf8');
}

/** The lines of a web configuration that turn TLS on. */
export const SERVER_TLS = [
  'tls_server_config:',
  `  cert_file: ${tlsPath('server.pem')}`,
  `  key_file: ${tlsPath('server.key')}`,
  '',
].join('\n');
