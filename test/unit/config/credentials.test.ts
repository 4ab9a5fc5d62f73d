import { describe, expect, it } from 'vitest';
import { toSecretText, type Credentials } from '../../../src/config/credentials.ts';
import { accountOf, problemsOf, type Files, type Variables } from './resolve.ts';

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
