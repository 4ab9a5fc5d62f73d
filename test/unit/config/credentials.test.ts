import { describe, expect, it } from 'vitest';
import { toSecretText, type Credentials } from '../../../src/config/credentials.ts';
import { accountOf, problemsOf, type Files, type Variables } from './resolve.ts';

const SITES = { WEBEX_SITES: 'acme.webex.com' };
const OAUTH = { WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET: 'client-secret', WEBEX_REFRESH_TOKEN: 'refresh' };

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
    expect(reveal(credentialsOf({ WEBEX_ACCESS_TOKEN: 'abc' }))).toEqual({ kind: 'token', token: 'abc' });
  });

  it('are a token without the line break of a careless paste', () => {
    expect(reveal(credentialsOf({ WEBEX_ACCESS_TOKEN: ' abc\n' }))).toEqual({ kind: 'token', token: 'abc' });
  });

  it('are a token file, which is tried at once', () => {
    const env = { WEBEX_ACCESS_TOKEN_FILE: '/run/token' };
    expect(reveal(credentialsOf(env, { '/run/token': 'abc\n' }))).toEqual({
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
      refresh: 'refresh',
      refreshTokenPath: undefined,
    });
  });

  it('are the refresh grant with its secrets from files', () => {
    const env = { WEBEX_CLIENT_ID: 'id', WEBEX_CLIENT_SECRET_FILE: '/s', WEBEX_REFRESH_TOKEN_FILE: '/r' };
    expect(reveal(credentialsOf(env, { '/s': 'from-s\r\n', '/r': 'from-r' }))).toEqual({
      kind: 'oauth',
      id: 'id',
      secret: 'from-s',
      refresh: 'from-r',
      refreshTokenPath: '/r',
    });
  });

  it('are the refresh grant with its client id from a file', () => {
    const env = { ...OAUTH, WEBEX_CLIENT_ID: undefined, WEBEX_CLIENT_ID_FILE: '/i' };
    expect(reveal(credentialsOf(env, { '/i': 'from-i\n' }))).toMatchObject({ kind: 'oauth', id: 'from-i' });
  });

  it('may lack the file of the refresh token where a login can make up for it', () => {
    const env = { ...OAUTH, WEBEX_REFRESH_TOKEN: undefined, WEBEX_REFRESH_TOKEN_FILE: '/r' };
    expect(reveal(credentialsOf({ ...env, WEBEX_STATE_DIR: '/state' }))).toMatchObject({
      refresh: undefined,
      refreshTokenPath: '/r',
    });
    expect(problemsOf({ ...SITES, ...env })).toEqual([
      expect.stringMatching(/^WEBEX_REFRESH_TOKEN_FILE: cannot read/),
    ]);
  });

  it.each<[string, Variables, Files, readonly RegExp[]]>([
    ['none', {}, {}, [/^no credentials: /]],
    [
      'only an id',
      { WEBEX_CLIENT_ID: 'id' },
      {},
      [/^WEBEX_CLIENT_SECRET is missing/, /^WEBEX_REFRESH_TOKEN is missing/],
    ],
    ['no id', { ...OAUTH, WEBEX_CLIENT_ID: undefined }, {}, [/^WEBEX_CLIENT_ID is missing/]],
    ['no secret', { ...OAUTH, WEBEX_CLIENT_SECRET: '' }, {}, [/^WEBEX_CLIENT_SECRET is missing/]],
    [
      'a token and the refresh grant',
      { ...OAUTH, WEBEX_ACCESS_TOKEN: 'abc' },
      {},
      [
        /^WEBEX_CLIENT_ID and WEBEX_ACCESS_TOKEN exclude each other/,
        /^WEBEX_CLIENT_SECRET and WEBEX_ACCESS_TOKEN exclude each other/,
        /^WEBEX_REFRESH_TOKEN and WEBEX_ACCESS_TOKEN exclude each other/,
      ],
    ],
    [
      'a token file and a part of the grant',
      { WEBEX_ACCESS_TOKEN_FILE: '/t', WEBEX_REFRESH_TOKEN_FILE: '/t' },
      { '/t': 'abc' },
      [/^WEBEX_REFRESH_TOKEN and WEBEX_ACCESS_TOKEN exclude each other/],
    ],
    [
      'a token twice',
      { WEBEX_ACCESS_TOKEN: 'abc', WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': 'abc' },
      [/^WEBEX_ACCESS_TOKEN and WEBEX_ACCESS_TOKEN_FILE exclude each other/],
    ],
    [
      'a client secret twice',
      { ...OAUTH, WEBEX_CLIENT_SECRET_FILE: '/s' },
      { '/s': 'abc' },
      [/^WEBEX_CLIENT_SECRET and WEBEX_CLIENT_SECRET_FILE exclude each other/],
    ],
    [
      'an empty file',
      { WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': ' \n' },
      [/^WEBEX_ACCESS_TOKEN_FILE: \/t is empty$/],
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
      [/^WEBEX_ACCESS_TOKEN holds blanks/],
    ],
    [
      'two lines in a file',
      { WEBEX_ACCESS_TOKEN_FILE: '/t' },
      { '/t': 'hunter2\nhunter2' },
      [/^WEBEX_ACCESS_TOKEN_FILE holds blanks/],
    ],
    ['an ellipsis', { WEBEX_ACCESS_TOKEN: 'hunter2…' }, {}, [/^WEBEX_ACCESS_TOKEN holds blanks/]],
    [
      'a control character',
      { WEBEX_ACCESS_TOKEN: 'hunter2\u0000x' },
      {},
      [/^WEBEX_ACCESS_TOKEN holds blanks/],
    ],
  ])('with %s are refused', (_, env, files, reasons) => {
    const problems = problemsOf({ ...SITES, ...env }, files);
    expect(problems).toEqual(reasons.map((reason): unknown => expect.stringMatching(reason)));
    expect(problems.join('\n')).not.toContain('hunter2');
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
