import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWebConfig } from '../../../src/http/web-config/web-config.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { runCommand } from '../../support/components/command.ts';
import { SERVER_TLS, tlsPath, tlsText } from '../../support/certificates.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const folder = createFolder();
writeFileSync(join(folder, 'empty.pem'), '');

const HASH = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG';
const CA = `  client_ca_file: ${tlsPath('ca.pem')}\n`;
const SUITES = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
];

function headers(lines: string): string {
  return `http_server_config:\n  headers:\n    ${lines}\n`;
}

function inline(name: string): string {
  return `|\n${tlsText(name).replaceAll(/^/gm, '    ')}`;
}

const ACCEPTED: Readonly<Record<string, string>> = {
  'the documented example': readExample(),
  nothing: '',
  'a comment': '# later\n',
  'sections without keys':
    'tls_server_config: {}\nhttp_server_config:\nbasic_auth_users: ~\nrate_limit: {}\n',
  'certificate and key': SERVER_TLS,
  'certificate and key in the file itself': `tls_server_config:\n  cert: ${inline('server.pem')}\n  key: ${inline('server.key')}\n`,
  'inline texts that are empty': `${SERVER_TLS}  cert: ""\n  key:\n  client_auth_type: ""\n`,
  'an inline client CA': `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca: ${inline('ca.pem')}\n`,
  ...Object.fromEntries(
    [
      'RequestClientCert',
      'RequireAnyClientCert',
      'RequireClientCert',
      'VerifyClientCertIfGiven',
      'RequireAndVerifyClientCert',
    ].map((type) => [`the type ${type}`, `${SERVER_TLS}  client_auth_type: ${type}\n${CA}`]),
  ),
  'client verification without a CA': `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n`,
  'allowed names': `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n${CA}  client_allowed_sans: [a.example, 1]\n`,
  'every cipher suite': `${SERVER_TLS}  cipher_suites: [${SUITES.join(', ')}]\n`,
  'every curve': `${SERVER_TLS}  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n`,
  'old versions': `${SERVER_TLS}  min_version: TLS10\n  max_version: TLS11\n`,
  'no version': `${SERVER_TLS}  min_version:\n  max_version: ~\n`,
  'words of YAML 1.1': `${SERVER_TLS}  prefer_server_cipher_suites: off\nhttp_server_config:\n  http2: yes\n`,
  'every header': headers(
    [
      "Content-Security-Policy: default-src 'self'",
      'Strict-Transport-Security: max-age=31536000; includeSubDomains',
      'X-Content-Type-Options: nosniff',
      'X-Frame-Options: sameorigin',
      'X-XSS-Protection: 1',
    ].join('\n    '),
  ),
  'headers that are taken away': headers('Content-Security-Policy: ""\n    X-XSS-Protection:'),
  users: `basic_auth_users:\n  alice: ${HASH}\n  "bob": '${HASH.replace('$2y', '$2a')}'\n  yes: ${HASH}\n  __proto__: ${HASH}\n`,
  'a rate limit': 'rate_limit:\n  interval: 1m1.5s\n  burst: 20\n',
  'a rate limit of nothing': 'rate_limit:\n  interval: 0\n',
};

/** Text, then what we say. */
const REFUSED: Readonly<Record<string, readonly [yaml: string, ...problems: string[]]>> = {
  'what is no YAML': ['a: [\n', 'line 2: not YAML (bad indent)'],
  'a text': ['hunter2\n', 'is not a mapping'],
  'a list': ['- a\n', 'is not a mapping'],
  'a key twice': [`basic_auth_users:\n  a: ${HASH}\n  a: ${HASH}\n`, 'line 3: not YAML (duplicate key)'],
  'an unknown section': [
    'tls_server_confg: {}\n',
    'unknown key "tls_server_confg"; did you mean tls_server_config?',
  ],
  'the key __proto__': ['__proto__: 1\n', 'unknown key "__proto__"'],
  'unknown keys': [
    `${SERVER_TLS}  cert_fil: a\n  zzz: b\n`,
    'line 4: tls_server_config: unknown key "cert_fil"; did you mean cert_file?',
    'line 5: tls_server_config: unknown key "zzz"; known are cert, key,',
  ],
  'a text for a section': ['tls_server_config: on\n', 'tls_server_config: is not a mapping'],
  'a list for users': ['basic_auth_users: []\n', 'basic_auth_users: is not a mapping'],
  'a mapping for a text': [
    'tls_server_config: { cert_file: {} }\n',
    'tls_server_config.cert_file: is not a text',
  ],
  'a text for a list': [
    `${SERVER_TLS}  client_auth_type: RequestClientCert\n  client_allowed_sans: a\n`,
    'tls_server_config.client_allowed_sans: is not a list',
  ],
  'a quoted boolean': [
    `${SERVER_TLS}  prefer_server_cipher_suites: "true"\n`,
    'tls_server_config.prefer_server_cipher_suites: is not true or false (without quotes)',
  ],
  'a number for a boolean': [
    'http_server_config: { http2: 1 }\n',
    'http_server_config.http2: is not true or false',
  ],
  'no key': [
    `tls_server_config: { cert_file: ${tlsPath('server.pem')} }\n`,
    'tls_server_config: one of key and key_file is needed',
  ],
  'no certificate': [
    `tls_server_config: { key_file: ${tlsPath('server.key')} }\n`,
    'tls_server_config: one of cert and cert_file is needed',
  ],
  'neither, but a client CA': [
    `tls_server_config: { client_ca_file: ${tlsPath('ca.pem')} }\n`,
    'one of cert and cert_file is needed',
    'one of key and key_file is needed',
    'client_ca_file needs a client_auth_type that asks for a certificate',
  ],
  'files that are not there': [
    'tls_server_config: { cert_file: a.pem, key_file: b.pem, client_ca_file: c.pem, client_auth_type: RequestClientCert }\n',
    'cert_file cannot be read: there is no file',
    'key_file cannot be read: there is no file',
    'client_ca_file cannot be read: there is no file',
  ],
  'a key of another certificate': [
    `tls_server_config: { cert_file: ${tlsPath('server.pem')}, key_file: ${tlsPath('client.key')} }\n`,
    'certificate and key cannot be used: ',
  ],
  'a certificate that is none': [
    `tls_server_config: { cert: hunter2, key_file: ${tlsPath('server.key')} }\n`,
    'certificate and key cannot be used: ',
  ],
  'an empty certificate file': [
    `tls_server_config: { cert_file: empty.pem, key_file: ${tlsPath('server.key')} }\n`,
    'tls_server_config: cert_file is empty',
  ],
  'an unknown type': [
    `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCerts\n`,
    'client_auth_type: "RequireAndVerifyClientCerts" is no client_auth_type; did you mean RequireAndVerifyClientCert?',
  ],
  'a client CA nobody is asked for': [`${SERVER_TLS}${CA}`, 'client_ca_file needs a client_auth_type'],
  'an unknown version': [
    `${SERVER_TLS}  min_version: TLS1.2\n`,
    'min_version: "TLS1.2" is no TLS version; did you mean TLS12?',
  ],
  'an empty version': [`${SERVER_TLS}  min_version: ""\n`, 'min_version: "" is no TLS version'],
  'a suite of RSA key exchange': [
    `${SERVER_TLS}  cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256]\n`,
    'cipher_suites.0: "TLS_RSA_WITH_AES_128_GCM_SHA256" is no cipher suite',
  ],
  'an unknown curve': [
    `${SERVER_TLS}  curve_preferences: [CurveP257]\n`,
    'curve_preferences.0: "CurveP257" is no curve; did you mean CurveP256?',
  ],
  'another header': [headers('Content-Type: foo'), 'http_server_config.headers: unknown key "Content-Type"'],
  'a header in lower case': [headers('x-frame-options: deny'), 'did you mean X-Frame-Options?'],
  'a frame option': [headers('X-Frame-Options: ALLOW'), 'X-Frame-Options: is not deny or sameorigin'],
  'an empty frame option': [headers('X-Frame-Options: ""'), 'X-Frame-Options: is not deny or sameorigin'],
  'a content type option': [
    headers('X-Content-Type-Options: sniff'),
    'X-Content-Type-Options: is not nosniff',
  ],
  'a password': ['basic_auth_users: { alice: hunter2 }\n', 'basic_auth_users.alice: is not a bcrypt hash'],
  'a user without a hash': ['basic_auth_users: { alice: }\n', 'basic_auth_users.alice: is not a bcrypt hash'],
  'a cost that is too small': [
    `basic_auth_users: { alice: ${HASH.replace('$10', '$03')} }\n`,
    'alice: is not a bcrypt hash',
  ],
  'a duration without a unit': [
    'rate_limit: { interval: "1", burst: 1 }\n',
    'rate_limit.interval: "1" is not a duration',
  ],
  'a burst that is no number': [
    'rate_limit: { interval: 1s, burst: "1" }\n',
    'rate_limit.burst: is not a whole number',
  ],
};

/** promtool accepts them, and they cannot be meant. */
const REFUSED_BY_US_ALONE: typeof REFUSED = {
  'half a TLS section, which would be plain HTTP': [
    'tls_server_config: { min_version: TLS13 }\n',
    'one of cert and cert_file is needed',
    'one of key and key_file is needed',
  ],
  'certificate and key twice': [
    `${SERVER_TLS}  cert: a\n  key: b\n`,
    'cert and cert_file exclude each other',
    'key and key_file exclude each other',
  ],
  'a version range without versions': [
    `${SERVER_TLS}  min_version: TLS13\n  max_version: TLS12\n`,
    'min_version TLS13 is above max_version TLS12',
  ],
  'a client CA that is none': [
    `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ${tlsPath('server.key')}\n`,
    'the client CA holds no PEM certificate',
  ],
  'a client CA that is damaged': [
    `${SERVER_TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca: |\n    -----BEGIN CERTIFICATE-----\n    AAAA\n    -----END CERTIFICATE-----\n`,
    'the client CA holds a certificate that cannot be read',
  ],
  'names nobody is asked for': [
    `${SERVER_TLS}  client_allowed_sans: [a]\n`,
    'client_allowed_sans needs a client_auth_type',
  ],
  'a hash nobody can check': [
    `basic_auth_users: { alice: ${HASH.replace('$2y', '$2z')} }\n`,
    'alice: is not a bcrypt hash',
  ],
  'a user name that cannot be sent': [
    `basic_auth_users: { "a:b": ${HASH} }\n`,
    'a user name cannot hold a colon',
  ],
  'a header over two lines': [
    headers('Content-Security-Policy: "a\\r\\nb: c"'),
    'holds a character that no header may hold',
  ],
  'a limit that lets nobody in': ['rate_limit: { interval: 1s }\n', 'burst must be at least 1'],
  'an alias': [`basic_auth_users: { a: &h ${HASH}, b: *h }\n`, 'YAML aliases (*name) are not supported'],
  'a tag': [`basic_auth_users: { a: !!str ${HASH} }\n`, 'YAML tags (!name) are not supported'],
  'two documents': ['{}\n---\n{}\n', 'not YAML (multiple docs)'],
};

/** The example of docs/web-config.md, with paths that exist. */
function readExample(): string {
  const page = readFileSync(new URL('../../../docs/web-config.md', import.meta.url), 'utf8');
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  const paths = { 'tls.crt': 'server.pem', 'tls.key': 'server.key', 'ca.crt': 'ca.pem' };
  return Object.entries(paths).reduce(
    (yaml, [name, fixture]) => yaml.replace(name, tlsPath(fixture)),
    example,
  );
}

function write(yaml: string, name = 'web-config.yml'): string {
  const file = join(folder, name);
  writeFileSync(file, yaml);
  return file;
}

describe('readWebConfig', () => {
  it.each(Object.entries(ACCEPTED))('accepts %s', async (_, yaml) => {
    const { problems, config } = await readWebConfig(write(yaml), FILES);
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
  });

  it.each(Object.entries({ ...REFUSED, ...REFUSED_BY_US_ALONE }))(
    'refuses %s and says all that is wrong, without secrets',
    async (_, [yaml, ...said]) => {
      const file = write(yaml);
      const { problems, config } = await readWebConfig(file, FILES);
      expect(config).toBeUndefined();
      expect(problems).toHaveLength(said.length);
      for (const [index, problem] of problems.entries()) {
        expect(problem.startsWith(`${file}: `)).toBe(true);
        expect(problem).toContain(said[index]);
        expect(problem).not.toMatch(/hunter2|\n/);
      }
    },
  );

  it('says all problems of all sections at once', async () => {
    const { problems } = await readWebConfig(
      write('tls_server_config: { min_version: 1 }\nbasic_auth_users: { a: b, c: d }\nfoo: 1\n'),
      FILES,
    );
    expect(problems).toHaveLength(4);
  });

  it('says that the file is not there', async () => {
    const { problems } = await readWebConfig(join(folder, 'missing.yml'), FILES);
    expect(problems).toEqual([expect.stringMatching(/missing\.yml: cannot be read: there is no file/)]);
  });

  it('reads every section of the documented example', async () => {
    const { config } = await readWebConfig(write(readExample()), FILES);
    expect(config?.tls?.clientAuth.needs).toBe(true);
    expect([...(config?.users.keys() ?? [])]).toEqual(['prometheus']);
    expect(config?.headers).toEqual({ 'Strict-Transport-Security': 'max-age=31536000' });
  });

  it('looks for files beside its own', async () => {
    mkdirSync(join(folder, 'certs'));
    writeFileSync(join(folder, 'certs/tls.pem'), tlsText('server.pem') + tlsText('server.key'));
    const file = write('tls_server_config: { cert_file: certs/tls.pem, key_file: ./certs/tls.pem }\n');
    expect((await readWebConfig(file, FILES)).problems).toEqual([]);
  });

  it('gives users, headers and the rate limit', async () => {
    const { config } = await readWebConfig(
      write(`${ACCEPTED['users']}${ACCEPTED['a rate limit']}${headers('X-XSS-Protection: 1')}`),
      FILES,
    );
    expect([...(config?.users ?? [])].map(([user]) => user)).toEqual(['alice', 'bob', 'yes', '__proto__']);
    expect(config).toMatchObject({
      tls: undefined,
      headers: { 'X-XSS-Protection': '1' },
      rateLimit: { intervalMs: 61_500, burst: 20 },
    });
  });

  it('names ciphers, curves and versions as OpenSSL does, in their order', async () => {
    const { config } = await readWebConfig(
      write(
        `${SERVER_TLS}  cipher_suites: [${SUITES[3]}, ${SUITES[0]}, ${SUITES[6]}]\n  curve_preferences: [X25519, CurveP384]\n  max_version: TLS12\n`,
      ),
      FILES,
    );
    expect(config?.tls?.context).toMatchObject({
      ciphers:
        'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256',
      ecdhCurve: 'X25519:P-384',
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      honorCipherOrder: true,
    });
  });
});

describeWith(['promtool'], 'promtool check web-config', ({ promtool }) => {
  /** What promtool says of each text: SUCCESS or FAILED. */
  async function verdictsOn(texts: readonly (readonly [title: string, yaml: string])[]): Promise<object> {
    const files = texts.map(([, yaml], index) => write(yaml, `${index}.yml`));
    const { stderr } = await runCommand(promtool, ['check', 'web-config', ...files]);
    return Object.fromEntries(
      texts.map(([title], index) => [
        title,
        new RegExp(`/${index}\\.yml (SUCCESS|FAILED)`).exec(stderr)?.[1],
      ]),
    );
  }
  const all = (titles: object, verdict: string): object =>
    Object.fromEntries(Object.keys(titles).map((title) => [title, verdict]));

  it('accepts all that we accept', async () => {
    expect(await verdictsOn(Object.entries(ACCEPTED))).toEqual(all(ACCEPTED, 'SUCCESS'));
  });

  it('refuses what we refuse', async () => {
    const texts = Object.entries(REFUSED).map(([title, [yaml]]) => [title, yaml] as const);
    expect(await verdictsOn(texts)).toEqual(all(REFUSED, 'FAILED'));
  });

  it('would take what we alone refuse', async () => {
    const texts = Object.entries(REFUSED_BY_US_ALONE).map(([title, [yaml]]) => [title, yaml] as const);
    expect(await verdictsOn(texts)).toEqual(all(REFUSED_BY_US_ALONE, 'SUCCESS'));
  });
});
