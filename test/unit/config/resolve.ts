import type { AccountConfig } from '../../../src/config/account.ts';
import type { ConfigInput } from '../../../src/config/environment.ts';
import { resolveConfig, type GivenFile, type ResolvedConfig } from '../../../src/config/config.ts';
import { readConfigFile } from '../../../src/config/file.ts';
import { NO_FILES, toMissing } from '../../support/files.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The least that is a configuration. */
export const MINIMAL: Variables = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'some-token' };

/** Files that can be read, by their path. */
export type Files = Readonly<Record<string, string>>;

function toInput(env: Variables, files: Files): ConfigInput {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw toMissing(path);
    return text;
  };
  return { env, ...NO_FILES, readFile };
}

export function problemsOf(env: Variables, files: Files = {}, path?: string): readonly string[] {
  const problems: string[] = [];
  const resolved = resolveConfig(toInput(env, files), problems, { file: toGiven(path) });
  if ((resolved === undefined) !== problems.length > 0)
    throw new Error(`a configuration and problems: ${problems.join(', ')}`);
  return problems;
}

export function resolved(env: Variables, files: Files = {}, path?: string): ResolvedConfig {
  const problems: string[] = [];
  const config = resolveConfig(toInput(env, files), problems, { file: toGiven(path) });
  if (config === undefined) throw new Error(problems.join('\n'));
  return config;
}

export function accountOf(env: Variables, files: Files = {}): AccountConfig {
  const [account] = resolved(env, files).config.accounts;
  if (account === undefined) throw new Error('no account');
  return account;
}

function toGiven(path: string | undefined): GivenFile | undefined {
  return path === undefined ? undefined : { path, read: readConfigFile };
}
