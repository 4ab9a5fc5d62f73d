import { readAccount, readSettings } from './environment.ts';
import type { AccountConfig } from './account-config.ts';
import type { CredentialSource } from './credentials.ts';
import { parseConfigFile, type ConfigFile, type FileAccount, type Layer } from './file-layer.ts';
import {
  EXPORTER_SETTINGS,
  toFileKey,
  TUNING_VARIABLES,
  type AccountSettings,
  type SiteSettings,
} from './settings.ts';

export interface FileConfig {
  readonly accounts: readonly AccountConfig[];
  /** Undefined: the file does not say. */
  readonly stateDir: string | undefined;
  /** Variables that the file refers to as `${NAME}`. */
  readonly references: ReadonlySet<string>;
}

/**
 * Reads `--config.file`. The environment's settings come before the file's, for every account; without accounts in the
 * file, the environment describes the only one, and the file gives it defaults.
 */
export function readConfigFile(
  path: string,
  source: CredentialSource,
  problems: string[],
): FileConfig | undefined {
  let text: string;
  try {
    text = source.readFile(path);
  } catch (error) {
    problems.push(`--config.file: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const before = problems.length;
  const found: string[] = [];
  const file = parseConfigFile(text, source.env, found);
  // What a broken file leaves out would only be complained about a second time.
  const accounts = found.length === 0 ? readAccounts(file, source, found) : [];
  problems.push(...found.map((problem) => `${path}: ${problem}`));
  if (problems.length > before) return undefined;
  return {
    accounts,
    stateDir: file.defaults.texts['WEBEX_STATE_DIR'],
    references: new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, name]) => name ?? '')),
  };
}

function readAccounts(file: ConfigFile, source: CredentialSource, problems: string[]): AccountConfig[] {
  if (file.accounts.length === 0) {
    const env = { ...file.defaults.texts, ...givenOf(source.env) };
    const account = readAccount('default', { ...source, env }, problems);
    return account ? [account] : [];
  }
  const accounts = file.accounts.flatMap((account) => readFileAccount(account, file, source, problems));
  findRepeated(accounts.map(({ name }) => name)).forEach((name) =>
    problems.push(`account ${name} is there twice`),
  );
  findRepeated(accounts.flatMap(({ sites }) => sites)).forEach((site) =>
    problems.push(`site ${site} is in two accounts`),
  );
  return accounts;
}

function readFileAccount(
  { name, line, layer, overrides }: FileAccount,
  { defaults }: ConfigFile,
  source: CredentialSource,
  problems: string[],
): AccountConfig[] {
  const tuning = pickTexts(source.env, TUNING_VARIABLES);
  const stateDir = pickTexts(source.env, [EXPORTER_SETTINGS.stateDir.variable]);
  const env = { ...defaults.texts, ...layer.texts, ...tuning, ...stateDir };
  const found: string[] = [];
  const account = readAccount(name, { ...source, env }, found);
  const say = (layers: readonly Layer[]) => (problem: string) =>
    problems.push(toFileTerms(problem, `account ${name}`, line, layers));
  found.forEach(say([layer, defaults]));
  if (account === undefined) return [];

  const siteSettings = new Map<string, SiteSettings>();
  for (const [site, override] of overrides) {
    const foundHere: string[] = [];
    const settings = readSettings({ ...env, ...override.texts, WEBEX_SITES: site }, foundHere);
    foundHere.forEach(say([override, layer, defaults]));
    if (settings) siteSettings.set(site, toSiteSettings(settings));
  }
  return [{ ...account, siteSettings }];
}

/** A problem in the words of the file: its keys instead of variables, and the line. */
function toFileTerms(problem: string, about: string, accountLine: number, layers: readonly Layer[]): string {
  const [variable = ''] = /WEBEX_[A-Z_]+/.exec(problem) ?? [];
  const line = layers.find(({ lines }) => variable in lines)?.lines[variable] ?? accountLine;
  return `line ${line}: ${about}: ${problem.replaceAll(/WEBEX_[A-Z_]+/g, toFileKey)}`;
}

function findRepeated(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** Variables that are set and not empty. */
function givenOf(env: CredentialSource['env']): CredentialSource['env'] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}

function pickTexts(env: CredentialSource['env'], variables: readonly string[]): CredentialSource['env'] {
  return Object.fromEntries(
    variables.filter((variable) => env[variable]).map((variable) => [variable, env[variable]]),
  );
}

function toSiteSettings(settings: AccountSettings): SiteSettings {
  const { windows, dataDelayDays, pollIntervalMs, staleAfterMs, maxLabelValues } = settings;
  return { windows, dataDelayDays, pollIntervalMs, staleAfterMs, maxLabelValues };
}
