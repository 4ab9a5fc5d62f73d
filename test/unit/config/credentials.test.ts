import { describe, expect, it } from 'vitest';
import { toSecretText, type Credentials } from '../../../src/config/credentials.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import { accountOf, problemsOf, resolved, type Files, type Variables } from './resolve.ts';
import { NO_FILES } from '../../support/files.ts';

const SITES = { WEBEX_SITES: 'acme.webex.com' };
const OAUTH = {
  WEBEX_CLIENT_ID: 'id',
  WEBEX_CLIENT_SECRET: 'client-secret',
  WEBEX_REFRESH_TOKEN: 'refresh-token',
};

function credentialsOf(env: Variables, files: Files = {}): Credentials {
  return accountOf({ ...SITES, ...env }, files).credentials;
}

/** Credentials with their secrets told. */
function reveal(credentials: Credentials): Record<string, unknown> {
  switch (credentials.kind) {
    case 'token':
      return { kind: credentials.kind, token: credentials.token.reveal() };
    case 'token_file':
      return { kind: credentials.kind, path: credentials.path };
    case 'oauth':
      return {
        kind: credentials.kind,
        id: credentials.clientId,
        secret: credentials.clientSecret.reveal(),
        refresh: credentials.refreshToken?.reveal(),
        refreshTokenPath: credentials.refreshTokenPath,
      };
  }
}

describe('credentials', () => {
  it('are a ready token', () => {
    expect(reveal(credentialsOf({ WEBEX_ACCESS_TOKEN: 'abc-token' }))).toEqual({
      kind: 'token',
      token: 'abc-token',
    });
  });

  it('are a token without the line break of a careless paste', () => {
    expect(reveal(credentialsOf({ WEBEX_ACCESS_TOKEN: ' abc-token\n' }))).toEqual({
      kind: 'token',
      token: 'abc-token',
    });
  });

  it('are a token file, which is tried at once', () => {
    const env = { WEBEX_ACCESS_TOKEN_FILE: '/run/token' };
    expect(reveal(credentialsOf(env, { '/run/token': 'abc-token\n' }))).toEqual({
      kind: 'token_file',
      path: '/run/token',
    });
    expect(problemsOf({ ...SITES, ...env })).toEqual([
      expect.stringMatching(/^WEBEX_ACCESS_TOKEN_FILE: .*\/run\/token/),
    ]);
  });

  it('are the refresh grant', () => {
    expect(reveal(credentialsOf(OAUTH))).toEqual({
      kind: 'oauth',
      id: 'id',
      secret: 'client-secret',
      refresh: 'refresh-token',
      refreshTokenPath: undefined,
    });
  });

  it('are the refresh grant with its secrets from files', () => {
    const env = { WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET_FILE: '/s', WEBEX_REFRESH_TOKEN_FILE: '/r' };
    expect(reveal(credentialsOf(env, { '/s': 'from-the-s\r\n', '/r': 'from-the-r' }))).toEqual({
      kind: 'oauth',
      id: 'id',
      secret: 'from-the-s',
      refresh: 'from-the-r',
      refreshTokenPath: '/r',
    });
  });

  it.each<[string, Variables, Files, readonly RegExp[]]>([
    ['none', {}, {}, [/^no credentials: /]],
    [
      'only an id',
      { WEBEX_CLIENT_ID: 'id' },
      {},
      [/^WEBEX_CLIENT_SECRET: missing/, /^WEBEX_REFRESH_TOKEN: missing/],
    ],
    ['no id', { ...OAUTH, WEBEX_CLIENT_ID: undefined }, {}, [/^WEBEX_CLIENT_ID: missing/]],
    ['no secret', { ...OAUTH, WEBEX_CLIENT_SECRET: '' }, {}, [/^WEBEX_CLIENT_SECRET: missing/]],
    [
      'a token and the refresh grant',
      { ...OAUTH, WEBEX_ACCESS_TOKEN: 'abc-token' },
      {},
      [
        /^WEBEX_CLIENT_ID: excludes WEBEX_ACCESS_TOKEN: /,
        /^WEBEX_CLIENT_SECRET: excludes WEBEX_ACCESS_TOKEN: /,
        /^WEBEX_REFRESH_TOKEN: excludes WEBEX_ACCESS_TOKEN: /,
      ],
    ],
    [
      'a token file and a part of the grant',
      { WEBEX_ACCESS_TOKEN_FILE: '/t', WEBEX_REFRESH_TOKEN_FILE: '/t' },
      { '/t': 'abc-token' },
      [/^WEBEX_REFRESH_TOKEN_FILE: excludes WEBEX_ACCESS_TOKEN: /],
    ],
    [
      'a token twice',
      { WEBEX_ACCESS_TOKEN: 'abc-token', WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': 'abc-token' },
      [/^WEBEX_ACCESS_TOKEN_FILE: excludes WEBEX_ACCESS_TOKEN$/],
    ],
    [
      'a client secret twice',
      { ...OAUTH, WEBEX_CLIENT_SECRET_FILE: '/s' },
      { '/s': 'abc-token' },
      [/^WEBEX_CLIENT_SECRET_FILE: excludes WEBEX_CLIENT_SECRET$/],
    ],
    [
      'an empty file',
      { WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': ' \n' },
      [/^WEBEX_ACCESS_TOKEN_FILE: '\/t' is empty$/],
    ],
    [
      'two missing files',
      { WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET_FILE: '/s', WEBEX_REFRESH_TOKEN_FILE: '/r' },
      {},
      [/^WEBEX_CLIENT_SECRET_FILE: .*'\/s'/, /^WEBEX_REFRESH_TOKEN_FILE: .*'\/r'/],
    ],
    [
      'a header pasted whole',
      { WEBEX_ACCESS_TOKEN: 'Bearer hunter2' },
      {},
      [/^WEBEX_ACCESS_TOKEN: holds blanks/],
    ],
    [
      'a token in quotes',
      { WEBEX_ACCESS_TOKEN: '"hunter2hunter2"' },
      {},
      [/^WEBEX_ACCESS_TOKEN: stands in quotes/],
    ],
    [
      'a state directory in quotes',
      { WEBEX_ACCESS_TOKEN: 'hunter2hunter2', WEBEX_STATE_DIR: '"/state"' },
      {},
      [/^WEBEX_STATE_DIR: stands in quotes/],
    ],
    [
      'a file in quotes',
      { WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': "'hunter2hunter2'\n" },
      [/^WEBEX_ACCESS_TOKEN_FILE: stands in quotes/],
    ],
    [
      'an id in quotes and a secret and a refresh token too short',
      { WEBEX_CLIENT_ID: '"id"', WEBEX_CLIENT_SECRET: 'hunter2', WEBEX_REFRESH_TOKEN: 'r' },
      {},
      [
        /^WEBEX_CLIENT_ID: stands in quotes/,
        /^WEBEX_CLIENT_SECRET: is shorter than 8 characters/,
        /^WEBEX_REFRESH_TOKEN: is shorter than 8 characters/,
      ],
    ],
    [
      'a token of seven characters',
      { WEBEX_ACCESS_TOKEN: 'hunter2' },
      {},
      [/^WEBEX_ACCESS_TOKEN: is shorter than 8 characters/],
    ],
    [
      'two lines in a file',
      { WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': 'hunter2\nhunter2' },
      [/^WEBEX_ACCESS_TOKEN_FILE: holds blanks/],
    ],
    ['an ellipsis', { WEBEX_ACCESS_TOKEN: 'hunter2…' }, {}, [/^WEBEX_ACCESS_TOKEN: holds blanks/]],
    [
      'a control character',
      { WEBEX_ACCESS_TOKEN: 'hunter2\u0000x' },
      {},
      [/^WEBEX_ACCESS_TOKEN: holds blanks/],
    ],
  ])('with %s are refused', (_, env, files, reasons) => {
    const problems = problemsOf({ ...SITES, ...env }, files);
    expect(problems).toEqual(reasons.map((reason): unknown => expect.stringMatching(reason)));
    expect(problems.join('\n')).not.toContain('hunter2');
  });

  it('are accepted with a file for each', () => {
    const env = {
      WEBEX_CLIENT_ID_FILE: '/i',
      WEBEX_CLIENT_SECRET_FILE: '/s',
      WEBEX_REFRESH_TOKEN_FILE: '/r',
    };
    const files = { '/i': 'id\n', '/s': 'client-secret\n', '/r': 'refresh-token\n' };
    expect(reveal(credentialsOf(env, files))).toEqual({
      kind: 'oauth',
      id: 'id',
      secret: 'client-secret',
      refresh: 'refresh-token',
      refreshTokenPath: '/r',
    });
  });

  describe('of the refresh grant without a refresh token', () => {
    const grant = { ...SITES, ...OAUTH, WEBEX_REFRESH_TOKEN: undefined, WEBEX_STATE_DIR: '/state' };

    it('wait for a login where a state directory keeps one', () => {
      expect(resolved(grant)).toMatchObject({
        config: { accounts: [{ credentials: { refreshToken: undefined, refreshTokenPath: undefined } }] },
        warnings: [],
      });
      expect(problemsOf({ ...grant, WEBEX_STATE_DIR: undefined })).toEqual([
        expect.stringMatching(/^WEBEX_REFRESH_TOKEN: missing: .*WEBEX_STATE_DIR.*login/),
      ]);
    });

    it.each([
      ['not there', {}],
      ['empty', { '/r': '\n' }],
    ])('wait with a warning when its file is %s', (_, files) => {
      const env = { ...grant, WEBEX_REFRESH_TOKEN_FILE: '/r' };
      expect(resolved(env, files)).toMatchObject({
        config: { accounts: [{ credentials: { refreshToken: undefined } }] },
        warnings: [expect.stringMatching(/^WEBEX_REFRESH_TOKEN_FILE: .*login/)],
      });
      expect(problemsOf({ ...env, WEBEX_STATE_DIR: undefined }, files)).toHaveLength(1);
    });
  });

  it('that rotate and are kept in memory only are a warning', () => {
    expect(resolved({ ...SITES, ...OAUTH }).warnings).toEqual([
      expect.stringMatching(/^no WEBEX_STATE_DIR: .*lost at a restart$/),
    ]);
    expect(resolved({ ...SITES, ...OAUTH, WEBEX_STATE_DIR: '/state' }).warnings).toEqual([]);
  });

  it.each<[Variables, readonly RegExp[]]>([
    [
      {},
      [
        /^no credentials: a login needs WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET$/,
        /^WEBEX_STATE_DIR: not set/,
      ],
    ],
    [{ WEBEX_CLIENT_ID: 'id' }, [/^WEBEX_CLIENT_SECRET: missing/, /^WEBEX_STATE_DIR: not set/]],
    [{ WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET: 'client-secret', WEBEX_STATE_DIR: '/s' }, []],
  ])('for a login with %j lack %j', (env, reasons) => {
    const problems: string[] = [];
    resolveConfig({ env, ...NO_FILES }, problems, { purpose: 'login' });
    expect(problems).toEqual(reasons.map((reason): unknown => expect.stringMatching(reason)));
  });

  it.each([
    ['abc\n', 'abc'],
    ['abc\r\n', 'abc'],
    ['\uFEFFabc', 'abc'],
    ['  abc\t', 'abc'],
    ['a b', 'a b'],
    ['\n', ''],
  ])('from a file holding %j are %j', (text, secret) => {
    expect(toSecretText(text)).toBe(secret);
  });
});
