import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/config/account.ts';
import { resolveConfig, type ResolvedConfig } from '../../../src/config/config.ts';
import { readConfigFile } from '../../../src/config/file.ts';
import { printConfig } from '../../../src/config/print.ts';
import { problemsOf } from './resolve.ts';
import { NO_FILES, toMissing } from '../../support/files.ts';

const EXAMPLE = readFileSync(new URL('../../../docs/webex-exporter.example.yaml', import.meta.url), 'utf8');
const SECRETS: Record<string, string> = {
  '/run/secrets/acme/client-secret': 'secret-of-acme\n',
  '/run/secrets/acme/refresh-token': 'refresh-of-acme\n',
};
const ENV = { ACME_CLIENT_ID: 'id-of-acme', GLOBEX_TOKEN: 'token-of-globex' };

function resolve(
  text: string,
  env: Record<string, string> = ENV,
): { resolved: ResolvedConfig | undefined; problems: string[] } {
  const problems: string[] = [];
  const readFile = (path: string): string => {
    const content = path === 'config.yaml' ? text : SECRETS[path];
    if (content === undefined) throw toMissing(path);
    return content;
  };
  return {
    resolved: resolveConfig({ env, ...NO_FILES, readFile }, problems, {
      file: { path: 'config.yaml', read: readConfigFile },
    }),
    problems,
  };
}

describe('the example', () => {
  const { resolved, problems } = resolve(EXAMPLE);
  const [acme, globex] = resolved?.config.accounts ?? [];

  it('is valid, without a warning', () => {
    expect(problems).toEqual([]);
    expect(resolved?.warnings).toEqual([]);
  });

  it('has both accounts with their settings', () => {
    expect(resolved?.config.stateDir).toBe('/var/lib/webex-exporter');
    expect(acme).toMatchObject({
      name: 'acme',
      sites: ['acme.webex.com', 'acme-labs.webex.com'],
      pollIntervalMs: 3_600_000,
    });
    expect(acme?.credentials).toMatchObject({ kind: 'oauth', clientId: 'id-of-acme' });
    expect(globex).toMatchObject({ name: 'globex', requestsPerMinute: 30, sites: ['globex.webex.com'] });
    expect(String(globex?.analyticsUrl)).toBe('https://analytics-eu.webexapis.com/');
    expect(globex?.credentials).toMatchObject({ kind: 'token' });
  });

  it('gives one site its own windows and interval', () => {
    expect(acme && settingsOf(acme, 'acme-labs.webex.com')).toMatchObject({
      windows: [{ label: '7d', days: 7 }],
      pollIntervalMs: 6 * 3_600_000,
      maxLabelValues: 300,
    });
    expect(acme && settingsOf(acme, 'acme.webex.com').windows).toHaveLength(3);
  });

  it('prints without secrets', () => {
    expect(resolved && printConfig(resolved.config)).not.toMatch(/of-acme\b(?<!id-of-acme)|token-of-globex/);
  });

  it('gives way to the environment', () => {
    const { resolved: other } = resolve(EXAMPLE, {
      ...ENV,
      WEBEX_POLL_INTERVAL: '2h',
      WEBEX_STATE_DIR: '/elsewhere',
    });
    expect(other?.config.accounts.map(({ pollIntervalMs }) => pollIntervalMs)).toEqual([
      7_200_000, 7_200_000,
    ]);
    expect(other?.config.stateDir).toBe('/elsewhere');
  });
});

it('gives the account of the environment its defaults when it has no accounts', () => {
  const env = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'some-token', WEBEX_WINDOWS: '7d' };
  const { resolved, problems } = resolve('poll_interval: 30m\nwindows: [1d]\n', env);
  expect(problems).toEqual([]);
  expect(resolved?.config.accounts).toMatchObject([
    { name: 'default', pollIntervalMs: 1_800_000, windows: [{ days: 7 }] },
  ]);
});

describe('a fault is named with file, line and key:', () => {
  const account = (lines: string): string =>
    `accounts:\n  - name: a\n    credentials: {access_token: "\${GLOBEX_TOKEN}"}\n    sites: [a.webex.com]\n${lines}`;

  it.each([
    [
      'an unknown key',
      'pol_interval: 1h\n',
      'config.yaml: line 1: unknown key "pol_interval"; did you mean poll_interval?',
    ],
    [
      'an unknown key of an account',
      account('    siets: []\n'),
      'config.yaml: line 5: accounts.0: unknown key "siets"; did you mean sites?',
    ],
    [
      'a malformed value',
      account('    poll_interval: hourly\n'),
      'config.yaml: line 5: account a: poll_interval: "hourly" is not a duration',
    ],
    [
      'a malformed default',
      `poll_timeout: soon\n${account('')}`,
      'config.yaml: line 1: poll_timeout: "soon" is not a duration',
    ],
    [
      'a secret in the file',
      'accounts:\n  - name: a\n    credentials:\n      access_token: abc\n',
      'line 4: accounts.0.credentials.access_token: a secret may not stand in the file',
    ],
    [
      'a variable that is not set',
      account('    api_url: ${NOWHERE}\n'),
      'line 5: accounts.0.api_url: the environment variable NOWHERE is not set',
    ],
    [
      'an unknown region',
      account('    region: mars\n'),
      'line 5: accounts.0.region: "mars" is not one of us, eu, ca',
    ],
    [
      'a bad site',
      account('').replace('a.webex.com', 'https://a.webex.com'),
      'line 4: account a: sites: "https://a.webex.com" is not a bare host name',
    ],
    [
      'a site in two accounts',
      `${account('')}${account('').replace('accounts:\n', '').replace('name: a', 'name: b')}`,
      'config.yaml: site a.webex.com: is in two accounts',
    ],
    [
      'an account twice',
      `${account('')}${account('').replace('accounts:\n', '')}`,
      'config.yaml: account a: is there twice',
    ],
    [
      'an account without a name',
      'accounts:\n  - sites: [a.webex.com]\n',
      'line 2: accounts.0: an account needs a name',
    ],
    [
      'no credentials',
      'accounts:\n  - name: a\n    sites: [a.webex.com]\n',
      'line 2: account a: no credentials',
    ],
    [
      'a bad setting of one site',
      account('').replace('[a.webex.com]', '[{site: a.webex.com, windows: [1h]}]'),
      'line 4: account a: windows: "1h" is not a window',
    ],
    ['a list instead of a map', '- a\n', 'config.yaml: line 1: is not a mapping'],
    ['broken YAML', 'accounts: [\n', 'config.yaml: line'],
    ['a key twice', 'windows: 1d\nwindows: 7d\n', 'line 2: not YAML'],
  ])('%s', (_, text, said) => {
    const { resolved, problems } = resolve(text);
    expect(resolved).toBeUndefined();
    expect(problems.join('\n')).toContain(said);
    expect(problems.join('\n')).not.toContain('token-of-globex');
  });

  it('a file that is not there', () => {
    expect(problemsOf({}, {}, 'nowhere.yaml')).toEqual(['--config.file: there is no file nowhere.yaml']);
  });

  it('hides no fault of the environment when it cannot be read', () => {
    const problems = problemsOf({ WEBEX_SITES: 'https://a', WEBEX_WINDOWS: '3h' }, {}, 'gone.yaml');
    expect(problems).toEqual([
      '--config.file: there is no file gone.yaml',
      expect.stringMatching(/^WEBEX_SITES: "https:\/\/a"/),
      expect.stringMatching(/^WEBEX_WINDOWS: "3h"/),
    ]);
  });
});

it('takes ten thousand sites with settings of their own', () => {
  const sites = Array.from(
    { length: 10_000 },
    (_, index) => `      - {site: site-${index}.webex.com, windows: [7d], poll_interval: 6h}\n`,
  );
  const text = `accounts:\n  - name: a\n    credentials: {access_token: "\${GLOBEX_TOKEN}"}\n    requests_per_minute: 1000\n    sites:\n${sites.join('')}`;
  const { resolved, problems } = resolve(text);
  expect(problems).toEqual([]);
  expect(resolved?.config.accounts[0]?.siteSettings.size).toBe(10_000);
});

it('says twenty problems of a thousand', () => {
  const text = `accounts:\n${Array.from({ length: 1000 }, (_, index) => `  - {name: a${index}}\n`).join('')}`;
  const { problems } = resolve(text);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatch(/^\d+ more problems$/);
});
