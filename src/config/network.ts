import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { toErrorCode } from '../error-words.ts';
import type { ProxySettings } from '../proxy.ts';
import { givenBy, type ConfigInput, type Environment } from './environment.ts';
import { isPem, readPem } from './pem.ts';

/** How other machines are reached; read at the start. */
export interface NetworkConfig {
  readonly proxies: ProxySettings;
  /** Trusted authorities as PEM; undefined: Node's own. */
  readonly ca: readonly string[] | undefined;
}

/** What the environment says of other machines: a token may go only to one that proved its name. */
export function readNetworkConfig(input: ConfigInput, problems: string[]): NetworkConfig {
  const { env } = input;
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    problems.push(
      'NODE_TLS_REJECT_UNAUTHORIZED: 0 turns off the verification of certificates; for certificates of an authority of your own, name its file in NODE_EXTRA_CA_CERTS instead',
    );
  return {
    proxies: {
      http: readProxy('HTTP_PROXY', env, problems),
      https: readProxy('HTTPS_PROXY', env, problems),
      noProxy: env['NO_PROXY'] || env['no_proxy'] || '',
    },
    ca: readTrust(input, problems),
  };
}

/**
 * A proxy of the environment, as Go programs read it: the upper-case name counts before the lower-case one, and a value
 * without a scheme is http. What cannot be used is an error here, where Go would go without a proxy in silence.
 */
function readProxy(variable: string, env: Environment, problems: string[]): URL | undefined {
  const { text, origin } = givenBy(env, [variable, variable.toLowerCase()]);
  if (text === '') return undefined;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  // Never the text itself: what is wrong may be in the password.
  if (url === undefined || url.hostname === '') {
    problems.push(`${origin} is not a URL of a proxy such as http://proxy.example:3128`);
  } else if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    problems.push(`${origin}: a proxy is spoken to by http or https, not by ${url.protocol.slice(0, -1)}`);
  } else if (!isPercentEncoded(url)) {
    problems.push(`${origin}: user or password hold a % that is no percent-encoding; write it as %25`);
  } else {
    return url;
  }
  return undefined;
}

function isPercentEncoded({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * The authorities to trust where SSL_CERT_FILE or SSL_CERT_DIR (directories with colons between them) add some to Node's
 * own: OpenSSL and Go read these, Node does not. Undefined where neither is set: Node then reads NODE_EXTRA_CA_CERTS by
 * itself; else it is among these, since a list of ours replaces Node's.
 */
function readTrust(input: ConfigInput, problems: string[]): readonly string[] | undefined {
  const { env, readFile } = input;
  // Node itself only warns of a file that it cannot read, and every request fails later.
  const files = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].flatMap(
    (variable) => readPem(givenBy(env, [variable]), 'certificate', readFile, problems) ?? [],
  );
  const directories = (env['SSL_CERT_DIR'] ?? '').split(':').filter((path) => path !== '');
  if (!env['SSL_CERT_FILE'] && directories.length === 0) return undefined;
  const found = directories.flatMap((path) => readDirectory(path, input, problems));
  return [...rootCertificates, ...files, ...found];
}

/** Such a directory holds links, hashes and notes beside certificates: what is no certificate is passed over, as OpenSSL does. */
function readDirectory(path: string, { readFile, listFolder }: ConfigInput, problems: string[]): string[] {
  const readOrNothing = (file: string): string => {
    try {
      return readFile(file);
    } catch {
      return '';
    }
  };
  try {
    return listFolder(path)
      .map((name) => readOrNothing(join(path, name)))
      .filter((text) => isPem(text, 'certificate'));
  } catch (error) {
    problems.push(`SSL_CERT_DIR: cannot read ${path} (${toErrorCode(error)})`);
    return [];
  }
}
