import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import {
  createFileToken,
  createFixedToken,
  type TokenResult,
  type TokenSource,
} from '../../../src/webex/token.ts';
import { containing } from '../../support/containing.ts';
import { createFolder } from '../../support/folder.ts';

const { signal } = new AbortController();

function createToken(path: string): TokenSource {
  return createFileToken(path, async (from) => new Secret((await readFile(from, 'utf8')).trim()));
}

function textOf(result: TokenResult): string {
  return 'token' in result ? result.token.reveal() : `${result.failure.outcome}: ${result.failure.message}`;
}

describe('a token given once and for all', () => {
  const source = createFixedToken(new Secret('abc'));

  it('is given, never changes and has no known end', async () => {
    expect(textOf(await source.current(signal))).toBe('abc');
    expect(await source.hasChanged()).toBe(false);
    expect(source.expiry()).toEqual({});
  });

  it('cannot be replaced, and says what to do', async () => {
    const result = await source.replace(new Secret('abc'), signal);
    expect(textOf(result)).toMatch(/^unauthorized: /);
    expect(result).toMatchObject({ failure: { advice: containing('WEBEX_ACCESS_TOKEN and restart') } });
  });
});

describe('a token in a file', () => {
  it('is read anew each time', async () => {
    const path = join(createFolder(), 'token');
    await writeFile(path, 'first\n');
    const source = createToken(path);
    expect(textOf(await source.current(signal))).toBe('first');
    await writeFile(path, 'second\n');
    expect(textOf(await source.current(signal))).toBe('second');
    expect(source.expiry()).toEqual({});
  });

  it('is found when another file takes its name', async () => {
    const directory = createFolder();
    const path = join(directory, 'token');
    await writeFile(path, 'first');
    const source = createToken(path);
    expect(textOf(await source.current(signal))).toBe('first');
    await writeFile(join(directory, 'new'), 'second');
    await rename(join(directory, 'new'), path);
    expect(textOf(await source.current(signal))).toBe('second');
  });

  it('is found when Kubernetes swaps the ..data link', async () => {
    const directory = createFolder();
    const publish = async (version: string, token: string): Promise<void> => {
      await mkdir(join(directory, version));
      await writeFile(join(directory, version, 'token'), token);
      await symlink(version, join(directory, '..data_tmp'));
      await rename(join(directory, '..data_tmp'), join(directory, '..data'));
    };
    await publish('..2026_11_22', 'first');
    await symlink(join('..data', 'token'), join(directory, 'token'));
    const source = createToken(join(directory, 'token'));
    expect(textOf(await source.current(signal))).toBe('first');
    expect(textOf(await source.replace(new Secret('first'), signal))).toMatch(/^unauthorized/);
    expect(await source.hasChanged()).toBe(false);

    await publish('..2026_11_23', 'second');
    await rm(join(directory, '..2026_11_22'), { recursive: true });
    expect(await source.hasChanged()).toBe(true);
    expect(textOf(await source.current(signal))).toBe('second');
    expect(textOf(await source.replace(new Secret('first'), signal))).toBe('second');
  });

  it('that Webex refused is not given again as a replacement, and what to do is said', async () => {
    const path = join(createFolder(), 'token');
    await writeFile(path, 'refused-token');
    const said = textOf(await createToken(path).replace(new Secret('refused-token'), signal));
    expect(said).toContain(`unauthorized: Webex refused the access token in ${path}`);
    expect(said).not.toContain('refused-token');
  });

  it('that is missing is no token, until it is there', async () => {
    const path = join(createFolder(), 'token');
    const source = createToken(path);
    expect(textOf(await source.current(signal))).toMatch(
      /^unauthorized: the access token file cannot be used: ENOENT/,
    );
    expect(textOf(await source.replace(new Secret('x'), signal))).toMatch(/^unauthorized: .*ENOENT/);
    expect(await source.hasChanged()).toBe(false);
    await writeFile(path, 'there');
    expect(await source.hasChanged()).toBe(true);
    expect(textOf(await source.current(signal))).toBe('there');
  });

  it.each(['', '\n', 'hunter2\nhunter2', 'hunter2 hunter2', 'hunter2\u0000', 'hunter2…'])(
    'that holds %j is no token, and is not repeated',
    async (text) => {
      const path = join(createFolder(), 'token');
      await writeFile(path, text);
      const source = createToken(path);
      const said = textOf(await source.current(signal));
      expect(said).toContain(
        `unauthorized: the access token file ${path} is empty or holds more than a token`,
      );
      expect(said).not.toContain('hunter2');
      expect(await source.hasChanged()).toBe(false);
    },
  );
});
