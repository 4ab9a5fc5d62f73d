import { toFileWords } from '../error-words.ts';
import { readYaml } from '../strict-yaml.ts';
import { readAccount } from './account.ts';
import type { AccountConfig } from './account-config.ts';
import type { CredentialContext } from './credentials.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { createFileSchema, type ConfigFile, type FileAccount, type FileTexts } from './file-schema.ts';
import { ACCOUNT_SCHEMA, keyOf, TUNING_NAMES, type SettingName } from './settings.ts';
import { pick, readSettings, type Given, type Source } from './source.ts';
import { createFileTerms } from './terms.ts';

export interface FileConfig {
  readonly accounts: readonly AccountConfig[];
  /** Undefined: nobody says. */
  readonly stateDir: string | undefined;
  /** Variables that the file refers to as `${NAME}`. */
  readonly references: ReadonlySet<string>;
}

/** The account that the environment describes, with its name in the label `account`. */
const ENVIRONMENT_ACCOUNT = 'default';

/** What counts when there is no file. */
export function readWithoutFile(env: Environment, context: CredentialContext): FileConfig {
  const source = readEnvironment(env);
  return { ...readOnlyAccount(source, context), references: new Set() };
}

/**
 * Reads `--config.file`. The environment's settings come before the file's, for every account; without accounts in the
 * file, the environment describes the only one, and the file gives it defaults. Of a file that cannot be read, the
 * environment's own faults are said all the same.
 */
export function readConfigFile(
  path: string,
  env: Environment,
  context: CredentialContext,
): FileConfig | undefined {
  const { problems } = context;
  let text: string;
  try {
    text = context.readFile(path);
  } catch (error) {
    problems.push({ origin: { name: '--config.file' }, message: toFileWords(path, error) });
    readSettings(ACCOUNT_SCHEMA, readEnvironment(env), problems);
    return undefined;
  }
  const read = readYaml(text, createFileSchema(env));
  if ('problems' in read) {
    for (const { line, path: name, message } of read.problems)
      problems.push({ origin: { name, place: toPlace(path, line) }, message });
    readSettings(ACCOUNT_SCHEMA, readEnvironment(env), problems);
    return undefined;
  }
  const references = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, name]) => name ?? ''));
  const environment = readEnvironment(env);
  const { accounts } = read.value;
  const defaults = toSource(read.value.texts, path);
  if (accounts.length === 0)
    return { ...readOnlyAccount({ ...defaults, ...environment }, context), references };
  const before = { ...defaults, ...pick(environment, ['stateDir']) };
  return {
    accounts: readAccounts(path, read.value, { before, after: pick(environment, TUNING_NAMES) }, context),
    stateDir: before.stateDir?.text,
    references,
  };
}

function readOnlyAccount(source: Source, context: CredentialContext): Omit<FileConfig, 'references'> {
  const account = readAccount(ENVIRONMENT_ACCOUNT, source, new Map(), context);
  return { accounts: account ? [account] : [], stateDir: source.stateDir?.text };
}

/** What gives way to an account's own settings, and what comes before them. */
interface Around {
  readonly before: Source;
  readonly after: Source;
}

function readAccounts(
  path: string,
  file: ConfigFile,
  around: Around,
  context: CredentialContext,
): AccountConfig[] {
  const read = file.accounts.flatMap((account) => readFileAccount(path, account, around, context));
  const say = (kind: string, how: string) => (name: string) =>
    context.problems.push({ origin: { name: `${kind} ${name}`, place: path }, message: how });
  findRepeated(file.accounts.map(({ name }) => name)).forEach(say('account', 'is there twice'));
  findRepeated(read.flatMap(({ sites }) => sites)).forEach(say('site', 'is in two accounts'));
  return read;
}

function readFileAccount(
  path: string,
  { name, line, texts, sites }: FileAccount,
  { before, after }: Around,
  context: CredentialContext,
): AccountConfig[] {
  const about = `account ${name}: `;
  const siteSources = new Map<string, Source>();
  for (const site of sites) {
    if (site.texts.size > 0) siteSources.set(site.name.text.toLowerCase(), toSource(site.texts, path, about));
  }
  const source = { ...before, ...toSource(texts, path, about), ...after };
  const terms = createFileTerms(name, toPlace(path, line));
  const account = readAccount(name, source, siteSources, { ...context, terms });
  return account ? [account] : [];
}

function toSource(texts: FileTexts, path: string, about = ''): Source {
  const source: Partial<Record<SettingName, Given>> = {};
  for (const [name, { text, line, isExpanded }] of texts) {
    const origin = { name: `${about}${keyOf(name)}`, place: toPlace(path, line) };
    source[name] = { text, origin, isHidden: isExpanded };
  }
  return source;
}

function toPlace(path: string, line: number): string {
  return `${path}: line ${line}`;
}

function findRepeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
