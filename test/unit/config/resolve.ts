import type { AccountConfig } from '../../../src/config/account-config.ts';
import { resolveConfig, type ResolvedConfig } from '../../../src/config/config.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The least that is a configuration. */
export const MINIMAL: Variables = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'some-token' };

/** Files that can be read, by their path. */
export type Files = Readonly<Record<string, string>>;

function readFileOf(files: Files): (path: string) => string {
  return (path) => {
    const text = files[path];
    if (text === undefined) {
      const message = `ENOENT: no such file or directory, open '${path}'`;
      throw Object.assign(new Error(message), { code: 'ENOENT' });
    }
    return text;
  };
}

export function problemsOf(env: Variables, files: Files = {}, file?: string): readonly string[] {
  const problems: string[] = [];
  const resolved = resolveConfig({ env, readFile: readFileOf(files) }, problems, { file });
  if ((resolved === undefined) !== problems.length > 0)
    throw new Error(`a configuration and problems: ${problems.join(', ')}`);
  return problems;
}

export function resolved(env: Variables, files: Files = {}, file?: string): ResolvedConfig {
  const problems: string[] = [];
  const config = resolveConfig({ env, readFile: readFileOf(files) }, problems, { file });
  if (config === undefined) throw new Error(problems.join('\n'));
  return config;
}

export function accountOf(env: Variables, files: Files = {}): AccountConfig {
  const [account] = resolved(env, files).config.accounts;
  if (account === undefined) throw new Error('no account');
  return account;
}
