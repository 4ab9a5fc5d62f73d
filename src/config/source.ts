import type * as z from 'zod';
import { namesOf, SETTINGS, type SettingName } from './settings.ts';

/** More are not said at once. */
const MAX_PROBLEMS = 20;

/** Where a text was written, in the words of whoever wrote it. */
export interface Origin {
  /** A variable, a flag or a key; empty for a place as a whole. */
  readonly name: string;
  /** A file and the line in it, with a colon between them. */
  readonly place?: string;
}

/** The text of a setting as somebody gave it. */
export interface Given {
  readonly text: string;
  readonly origin: Origin;
  /** It may hold a secret, an expanded `${NAME}` for instance, and is never quoted. */
  readonly isHidden?: boolean;
}

/** What one reader found: the environment, the file, or a part of it. One spread over another comes before it. */
export type Source = Readonly<Partial<Record<SettingName, Given>>>;

export interface Problem {
  readonly origin: Origin;
  readonly message: string;
}

/** A source's settings of some names only. */
export function pick(source: Source, names: readonly SettingName[]): Source {
  return Object.fromEntries(names.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

/** The settings that a schema knows, or undefined with every reason in `problems`. What is not given is its default. */
export function readSettings<T>(
  schema: z.ZodType<T> & { readonly shape: object },
  source: Source,
  problems: Problem[],
): T | undefined {
  const names = namesOf(SETTINGS).filter((name) => name in schema.shape);
  const texts = names.map((name) => [name, source[name]?.text ?? SETTINGS[name].defaultText ?? '']);
  const read = schema.safeParse(Object.fromEntries(texts));
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const given = names.flatMap((name) => (name === issue.path[0] ? [source[name]] : []))[0];
    if (given) problems.push(toProblem(given, issue));
  }
  return undefined;
}

/** The value of one text, or undefined with every reason in `problems`. */
export function readValue<T>(schema: z.ZodType<T, string>, given: Given, problems: Problem[]): T | undefined {
  const read = schema.safeParse(given.text);
  if (read.success) return read.data;
  problems.push(...read.error.issues.map((issue) => toProblem(given, issue)));
  return undefined;
}

/** The schemas of values.ts say what is wrong in a second way that does not quote the text. */
function toProblem({ origin, isHidden }: Given, issue: z.core.$ZodIssue): Problem {
  const unquoted: unknown = issue.code === 'custom' ? issue.params?.['unquoted'] : undefined;
  return { origin, message: isHidden && typeof unquoted === 'string' ? unquoted : issue.message };
}

/** A sentence for each problem, none twice and not too many. */
export function describeProblems(problems: readonly Problem[]): string[] {
  const sentences = [
    ...new Set(
      problems.map(({ origin: { name, place }, message }) =>
        [place, name, message].filter(Boolean).join(': '),
      ),
    ),
  ];
  const more = sentences.length - MAX_PROBLEMS;
  return more > 0 ? [...sentences.slice(0, MAX_PROBLEMS), `${more} more problems`] : sentences;
}
