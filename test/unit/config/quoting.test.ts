import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/config/command-line.ts';
import { FLAGS } from '../../../src/config/flags.ts';
import { CREDENTIAL_NAMES, keyOf, SETTINGS, SITE_NAMES, TUNING_NAMES } from '../../../src/config/settings.ts';
import { MINIMAL, problemsOf } from './resolve.ts';

/** Printable texts that no name of ours holds. */
const secret = fc
  .array(fc.integer({ min: 0x20, max: 0x7e }), { minLength: 1, maxLength: 30 })
  .map((codes) => `§${String.fromCharCode(...codes)}`);

const account = (credentials: string, site: string, settings = ''): string =>
  `accounts:\n  - name: a\n    credentials: {${credentials}}\n    sites: [${site}]\n${settings}`;
const TOKEN = 'access_token: "${TOKEN}"';

/** Files that use the variable SECRET in each place where a text can stand. */
const FILES: readonly (readonly [place: string, text: string])[] = [
  ...TUNING_NAMES.map((name): [string, string] => [
    keyOf(name),
    account(TOKEN, 'a.webex.com', `    ${keyOf(name)}: "\${SECRET}"\n`),
  ]),
  ...TUNING_NAMES.map((name): [string, string] => [
    `${keyOf(name)} of all accounts`,
    `${keyOf(name)}: "x\${SECRET}"\n${account(TOKEN, 'a.webex.com')}`,
  ]),
  ...SITE_NAMES.map((name): [string, string] => [
    `${keyOf(name)} of a site`,
    account(TOKEN, `{site: a.webex.com, ${keyOf(name)}: "\${SECRET}"}`),
  ]),
  ...CREDENTIAL_NAMES.map((name): [string, string] => [
    `credentials.${keyOf(name)}`,
    account(`${keyOf(name)}: "\${SECRET}"`, 'a.webex.com'),
  ]),
  ['a site', account(TOKEN, '"${SECRET}"')],
  ['two sites', account(TOKEN, '"${SECRET}", "${SECRET}"')],
  ['the name of an account', account(TOKEN, 'a.webex.com').replace('name: a', 'name: "${SECRET}"')],
  ['the region', account(TOKEN, 'a.webex.com', '    region: "${SECRET}"\n')],
];

describe('an expanded ${NAME} is not quoted in', () => {
  it.each(FILES)('%s', (_, text) => {
    fc.assert(
      fc.property(secret, (value) => {
        const problems = problemsOf(
          { TOKEN: 'some-token', SECRET: value },
          { 'config.yaml': text },
          'config.yaml',
        );
        expect(problems.join('\n')).not.toContain(value);
        // The bare text too: JSON would escape quotes in it.
        expect(problems.join('\n')).not.toContain('§');
      }),
      { numRuns: 20 },
    );
  });
});

describe('below credentials', () => {
  it.each([
    ['hunter2: a', 'unknown key; known are access_token, access_token_file, client_id,'],
    ['acces_token: hunter2', 'unknown key; known are access_token'],
    ['access_token: hunter2', 'a secret may not stand in the file'],
    ['access_token: [hunter2]', 'a secret may not stand in the file'],
    ['client_secret: {hunter2: hunter2}', 'a secret may not stand in the file'],
    ['refresh_token: !hunter2 x', 'not YAML'],
    ['access_token_file: hunter2', 'does not look like a path'],
  ])('%s is refused with its line and never quoted', (credentials, said) => {
    const problems = problemsOf({}, { 'config.yaml': account(credentials, 'a.webex.com') }, 'config.yaml');
    expect(problems[0]).toContain(said);
    expect(problems[0]).toMatch(/^config\.yaml: line 3: /);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

describe('a credential in the wrong place', () => {
  /** Of the lengths and alphabets of Webex's: client secrets, tokens, a token with its cluster and organisation. */
  const credential = fc.oneof(
    fc.stringMatching(/^[\da-f]{64}$/),
    fc.stringMatching(/^[A-Za-z\d]{64,100}$/),
    fc.stringMatching(/^[A-Za-z\d]{48}_[A-Z]{2}\d{2}_[\da-f]{8}-[\da-f]{4}-[\da-f]{12}$/),
  );
  const variables = Object.values(SETTINGS).map(({ variable }) => variable);
  const others = ['OTEL_SDK_DISABLED', 'OTEL_METRICS_EXPORTER', 'OTEL_METRIC_EXPORT_INTERVAL', 'HTTPS_PROXY'];

  it.each([...variables, ...others])('is not repeated by %s', (variable) => {
    fc.assert(
      fc.property(credential, (value) => {
        const said = problemsOf({ ...MINIMAL, [variable]: value }).join('\n');
        expect(said).not.toContain(value);
        expect(said).not.toContain(value.toLowerCase());
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['a word', (value: string) => [value]],
    ['a flag', (value: string) => [`--${value}`]],
    ...Object.keys(FLAGS).map((name) => [`--${name}`, (value: string) => [`--${name}=${value}`]] as const),
  ] as const)('is not repeated as %s of the command line', (_, toArgs) => {
    fc.assert(
      fc.property(credential, (value) => {
        expect(readCommandLine(toArgs(value)).problems.join('\n')).not.toContain(value);
      }),
      { numRuns: 20 },
    );
  });
});
