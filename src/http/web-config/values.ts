import { validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { nearest } from '../../nearest.ts';
import { Unquoted } from './yaml.ts';

/** As in Go, null is an empty text. */
export const text = z.union(
  [z.string(), z.instanceof(Unquoted).transform((word) => word.text), z.null().transform(() => '')],
  'is not a text',
);

/** YAML 1.1's words for yes and no. */
const BOOLEAN = /^(?:(y|yes|on|true)|n|no|off|false)$/i;

/** Null is false. */
export const boolean = unquoted('is not true or false (without quotes)', (word) => {
  const match = BOOLEAN.exec(word);
  return match ? match[1] !== undefined : undefined;
})
  .nullable()
  .transform((value) => value ?? false);

export const count = unquoted('is not a whole number (without quotes)', (word) =>
  /^(?:0|[1-9]\d{0,8})$/.test(word) ? Number(word) : undefined,
);

/** Go's durations, in milliseconds. */
export const duration = text.transform((given, context) => {
  const ms = readGoDurationMs(given);
  return ms ?? fault(context, `${JSON.stringify(given)} is not a duration such as 500ms or 1s`);
});

export const headerValue = text.refine(isHeaderValue, 'holds a character that no header may hold');

/** A text that is in the list as it stands, upper and lower case told apart. */
export function exactly(...allowed: readonly string[]) {
  return text.refine((given) => allowed.includes(given), `is not ${allowed.join(' or ')}`);
}

/** The name of one of `names`. */
export function oneOf<Name extends string>(names: readonly Name[], what: string) {
  return text.transform((given, context) => {
    const name = names.find((candidate) => candidate === given);
    return name ?? fault(context, `${JSON.stringify(given)} is no ${what}${suggest(given, names)}`);
  });
}

/** Null is no list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'is not a list').nullable();
}

/** A mapping with no keys but those of `shape`, which must all be optional; null is an empty one. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return mapping.pipe(
    z.strictObject(shape, {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys'
          ? keys.map((key) => `unknown key ${JSON.stringify(key)}${suggest(key, known)}`).join('; ')
          : undefined,
    }),
  );
}

/** A mapping with any keys; null is an empty one. */
export const mapping = z
  .custom<Readonly<Record<string, unknown>> | null>(
    (value) =>
      value === null || (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Unquoted)),
    'is not a mapping',
  )
  .transform((value) => value ?? {});

function unquoted<T>(expected: string, parse: (word: string) => T | undefined) {
  return z
    .instanceof(Unquoted, { error: expected })
    .transform((word, context) => parse(word.text) ?? fault(context, expected));
}

function fault(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function suggest(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? `; known are ${known.join(', ')}` : `; did you mean ${found}?`;
}

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue('x', value);
    return true;
  } catch {
    return false;
  }
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

function readGoDurationMs(given: string): number | undefined {
  if (given === '' || given === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(given)) return undefined;
  const parts = given.matchAll(/([\d.]+)([a-z]+)/g);
  return [...parts].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (UNITS_MS.get(unit) ?? 0),
    0,
  );
}
