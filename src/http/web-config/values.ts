import { validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { suggest } from '../../nearest.ts';
import { YamlText } from '../../strict-yaml.ts';
import { fail, text } from '../../yaml-values.ts';
import { quote } from '../../shown-text.ts';

/** YAML 1.1's words for yes and no. */
const BOOLEAN = /^(?:(y|yes|on|true)|n|no|off|false)$/i;

/** Null is false. */
export const boolean = unquoted('is not true or false (without quotes)', (word) => {
  const match = BOOLEAN.exec(word);
  return match ? match[1] !== undefined : undefined;
})
  .nullable()
  .transform((value) => value ?? false);

export const wholeNumber = unquoted('is not a whole number (without quotes)', (word) =>
  /^(?:0|[1-9]\d{0,8})$/.test(word) ? Number(word) : undefined,
);

/** Go's durations, in milliseconds. */
export const duration = text.transform((given, context) => {
  const ms = readGoDurationMs(given);
  return ms ?? fail(context, `${quote(given)} is not a duration such as 500ms or 1s`);
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
    return (
      name ??
      fail(
        context,
        `${quote(given)} is no ${what}${suggest(given, names) || `; known are ${names.join(', ')}`}`,
      )
    );
  });
}

function unquoted<T>(expected: string, parse: (word: string) => T | undefined) {
  return z
    .custom<YamlText>((value) => value instanceof YamlText && value.isPlain, expected)
    .transform((word, context) => parse(word.text) ?? fail(context, expected));
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
