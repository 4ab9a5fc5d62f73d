import type * as z from 'zod';
import {
  ACCOUNT_SETTINGS,
  type AccountSettingName,
  type AccountSettings,
  type SettingName,
} from './settings.ts';

/** More are not said at once. */
const MAX_PROBLEMS = 20;

/** The text of a setting as somebody gave it. */
export interface Given {
  readonly text: string;
  /** Where it was written, in the words of whoever wrote it: a variable, a flag, or a key with its file and line. */
  readonly origin: string;
  /** It may hold a secret, an expanded `${NAME}` for instance, and is never quoted. */
  readonly isHidden?: boolean;
}

/** What one reader found: the environment, the file, or a part of it. One spread over another comes before it. */
export type Source = Readonly<Partial<Record<SettingName, Given>>>;

/** A source's settings of some names only. */
export function pick(source: Source, names: readonly SettingName[]): Source {
  return Object.fromEntries(names.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

/** Settings of an account that can be read, and the reasons for the others. What is not given is its default. */
export function readSettings<Name extends AccountSettingName>(
  names: readonly Name[],
  source: Source,
  problems: string[],
): Partial<Pick<AccountSettings, Name>> {
  const entries = names.map((name) => {
    const { schema, defaultText: text = '', variable: origin } = ACCOUNT_SETTINGS[name];
    return [name, readValue(schema, source[name] ?? { text, origin }, problems)];
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- each value was read by the schema that its type comes from
  return Object.fromEntries(entries) as Partial<Pick<AccountSettings, Name>>;
}

/** Whether all could be read. */
export function isWhole<T extends object>(settings: Partial<T>): settings is T {
  return Object.values(settings).every((value) => value !== undefined);
}

/** The value of one text, or undefined with every reason in `problems`. */
export function readValue<T>(schema: z.ZodType<T, string>, given: Given, problems: string[]): T | undefined {
  const read = schema.safeParse(given.text);
  problems.push(...(read.error?.issues ?? []).map((issue) => describeFault(given, issue)));
  return read.data;
}

/** The schemas of values.ts say what is wrong in a second way that does not quote the text. */
function describeFault({ origin, isHidden }: Given, issue: z.core.$ZodIssue): string {
  const unquoted: unknown = issue.code === 'custom' ? issue.params?.['unquoted'] : undefined;
  return `${origin}: ${isHidden && typeof unquoted === 'string' ? unquoted : issue.message}`;
}

/** None twice and not too many. */
export function boundProblems(problems: readonly string[]): string[] {
  const sentences = [...new Set(problems)];
  const more = sentences.length - MAX_PROBLEMS;
  return more > 0 ? [...sentences.slice(0, MAX_PROBLEMS), `${more} more problems`] : sentences;
}
