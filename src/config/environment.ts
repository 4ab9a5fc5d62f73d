import type { AccountConfig } from './account-config.ts';
import { readCredentials, type CredentialSource } from './credentials.ts';
import { nearest } from '../nearest.ts';
import {
  ACCOUNT_SCHEMA,
  ACCOUNT_SETTINGS,
  CREDENTIAL_SETTINGS,
  EXPORTER_SETTINGS,
  type AccountSettingName,
  type AccountSettings,
} from './settings.ts';

/** The name, in the `account` label, of the account that the environment describes. */
const ACCOUNT_NAME = 'default';

/** Kubernetes puts WEBEX_EXPORTER_PORT and the like into every pod beside a service named webex-exporter. */
const SERVICE_LINK = /^WEBEX_EXPORTER_/;

/** The account that the environment describes, or undefined with every reason in `problems`. */
export function readEnvironmentAccount(
  source: CredentialSource,
  problems: string[],
): AccountConfig | undefined {
  return readAccount(ACCOUNT_NAME, source, problems);
}

/** An account from texts by variable name, wherever they come from. */
export function readAccount(
  name: string,
  source: CredentialSource,
  problems: string[],
): AccountConfig | undefined {
  const before = problems.length;
  const settings = readSettings(source.env, problems);
  const credentials = readCredentials(source, problems);
  if (settings === undefined || credentials === undefined || problems.length > before) return undefined;
  return { name, credentials, ...settings, siteSettings: new Map() };
}

/** Variables that look like ours, are not, and are not referred to by the configuration file: a misspelt one would otherwise be silently without effect. */
export function findUnknownVariables(
  env: CredentialSource['env'],
  references: ReadonlySet<string>,
): string[] {
  const known = [
    ...Object.values({ ...ACCOUNT_SETTINGS, ...EXPORTER_SETTINGS }).map(({ variable }) => variable),
    ...Object.values(CREDENTIAL_SETTINGS).flatMap(({ variable, isSecret }) =>
      isSecret ? [variable, `${variable}_FILE`] : [variable],
    ),
  ];
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('WEBEX_') &&
        !SERVICE_LINK.test(name) &&
        !known.includes(name) &&
        !references.has(name),
    )
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is not a setting and has no effect${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

/** Every setting of an account but its credentials. */
export function readSettings(env: CredentialSource['env'], problems: string[]): AccountSettings | undefined {
  const texts = new Map<string, string>();
  for (const [name, { variable, defaultText, help }] of Object.entries(ACCOUNT_SETTINGS)) {
    // An empty variable is an unset one: compose files and charts write them so.
    const text = env[variable] || defaultText;
    const isNeeded = name !== 'sites' || !discovers(env);
    if (text === undefined && isNeeded) problems.push(`${variable} is not set: ${help}`);
    texts.set(name, text ?? '');
  }
  forbidPlainHttp(texts, problems);
  const read = ACCOUNT_SCHEMA.safeParse(Object.fromEntries(texts));
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    const name = path[0];
    if (isSettingName(name) && texts.get(name) !== '')
      problems.push(`${ACCOUNT_SETTINGS[name].variable}: ${message}`);
  }
  return undefined;
}

/** Whether sites are looked for, so that none need be named. */
function discovers(env: CredentialSource['env']): boolean {
  return (
    ACCOUNT_SCHEMA.shape.discover.safeParse(env[ACCOUNT_SETTINGS.discover.variable] || 'false').data ?? false
  );
}

/** The token must not cross a network in the clear unless somebody said that it may. */
function forbidPlainHttp(texts: ReadonlyMap<string, string>, problems: string[]): void {
  const { allowHttp } = ACCOUNT_SCHEMA.shape;
  if (allowHttp.safeParse(texts.get('allowHttp')).data) return;
  for (const name of ['analyticsUrl', 'apiUrl'] as const) {
    // Read apart from the other settings: their faults must not hide this one.
    const url = ACCOUNT_SCHEMA.shape[name].safeParse(texts.get(name)).data;
    if (url === undefined || url.protocol === 'https:' || isLoopback(url.hostname)) continue;
    problems.push(
      `${ACCOUNT_SETTINGS[name].variable}: plain http to ${url.hostname} would send the token unencrypted; ` +
        'use https, or set WEBEX_ALLOW_HTTP=true if that network is trusted',
    );
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function isSettingName(name: PropertyKey | undefined): name is AccountSettingName {
  return typeof name === 'string' && Object.hasOwn(ACCOUNT_SETTINGS, name);
}
