import { readAccount, type AccountConfig } from './account.ts';
import { isQuoted, QUOTED, type ReadingContext } from './credentials.ts';
import { readEnvironment, type Environment } from './environment.ts';
import type { FileAccount } from './file-schema.ts';
import { keyOf, SETTINGS, TUNING_NAMES, type SettingName } from './settings.ts';
import { pick, type Source } from './source.ts';

export interface ConfigFile {
  /** Empty: no file. */
  readonly path: string;
  /** What counts for every account that does not say otherwise, and the state directory. */
  readonly defaults: Source;
  readonly accounts: readonly FileAccount[];
  /** Variables that the file refers to as `${NAME}`. */
  readonly references: ReadonlySet<string>;
}

export const NO_FILE: ConfigFile = { path: '', defaults: {}, accounts: [], references: new Set() };

/** The account that the environment describes, with its name in the label `account`. */
const ENVIRONMENT_ACCOUNT = 'default';

/**
 * The accounts of a file and the state directory. The environment's settings come before the file's, for every account;
 * without accounts in the file, the environment describes the only one, and the file gives it defaults.
 */
export function readAccounts(
  { path, defaults, accounts }: ConfigFile,
  env: Environment,
  context: ReadingContext,
): { readonly accounts: readonly AccountConfig[]; readonly stateDir: string | undefined } {
  const environment = readEnvironment(env);
  const whole = { ...defaults, ...environment };
  const stateDir = whole.stateDir?.text;
  if (whole.stateDir && isQuoted(whole.stateDir.text))
    context.problems.push(`${whole.stateDir.origin}: ${QUOTED}`);
  if (accounts.length === 0) {
    const place = { about: '', wordFor: (name: SettingName) => SETTINGS[name].variable };
    const account = readAccount(ENVIRONMENT_ACCOUNT, whole, new Map(), { ...context, ...place });
    return { accounts: account ? [account] : [], stateDir };
  }
  const first = pick(environment, [...TUNING_NAMES, 'stateDir']);
  const read = accounts.flatMap(({ name, about, source, siteSources }) => {
    const merged = { ...defaults, ...source, ...first };
    return readAccount(name, merged, siteSources, { ...context, about, wordFor: keyOf }) ?? [];
  });
  const { problems } = context;
  for (const name of findRepeated(accounts.map(({ name }) => name)))
    problems.push(`${path}: account ${name}: is there twice`);
  for (const site of findRepeated(read.flatMap(({ sites }) => sites)))
    problems.push(`${path}: site ${site}: is in two accounts`);
  return { accounts: read, stateDir };
}

function findRepeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
