import { suggest } from '../nearest.ts';
import { namesOf, SETTINGS, type SettingName } from './settings.ts';
import type { Given, Source } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The files that a configuration names. Both throw when there is no such thing, or it cannot be read. */
export interface ConfigFiles {
  readonly readFile: (path: string) => string;
  /** The names in a folder. */
  readonly listFolder: (path: string) => readonly string[];
}

/** Where a configuration is read from. */
export interface ConfigInput extends ConfigFiles {
  readonly env: Environment;
}

/** Kubernetes puts WEBEX_EXPORTER_PORT and the like into every pod beside a service named webex-exporter. */
const SERVICE_LINK = /^WEBEX_EXPORTER_/;

export function readEnvironment(env: Environment): Source {
  const source: Partial<Record<SettingName, Given>> = {};
  for (const name of namesOf(SETTINGS)) {
    const { variable } = SETTINGS[name];
    const text = env[variable];
    // An empty variable is an unset one: compose files and charts write them so.
    if (text) source[name] = { text, origin: variable };
  }
  return source;
}

/** The first of the variables that is set; the last one with `fallback` for its text when none is. */
export function givenBy(env: Environment, variables: readonly string[], fallback = ''): Given {
  const origin = variables.find((name) => env[name]) ?? variables.at(-1) ?? '';
  return { origin, text: env[origin]?.trim() || fallback };
}

/** Variables that look like ours, are not, and are not referred to by the configuration file: a misspelt one would otherwise be silently without effect. */
export function findUnknownVariables(env: Environment, references: ReadonlySet<string>): string[] {
  const known = Object.values(SETTINGS).map(({ variable }) => variable);
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('WEBEX_') &&
        !SERVICE_LINK.test(name) &&
        !known.includes(name) &&
        !references.has(name),
    )
    .map((name) => `${name} is not a setting and has no effect${suggest(name, known)}`);
}
