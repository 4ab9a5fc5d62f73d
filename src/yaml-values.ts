import * as z from 'zod';
import { suggest } from './nearest.ts';
import { YamlText } from './strict-yaml.ts';
import { mayBeCredential } from './shown-text.ts';

/** More unknown keys than these are not looked up: each look compares with all known ones. */
const MAX_UNKNOWN_KEYS = 20;

/** What can be meant for a key; a line of a private key whose indentation is wrong is longer. */
const KEY_WORD = /^[\w.-]{1,40}$/;

/** Null is an empty text. */
export const text = z.union(
  [z.instanceof(YamlText).transform((scalar) => scalar.text), z.null().transform(() => '')],
  'is not a text',
);

/** A mapping with any keys; null is an empty one. */
export const mapping = z
  .custom<Readonly<Record<string, unknown>> | null>(
    (value) =>
      value === null || (typeof value === 'object' && !Array.isArray(value) && !(value instanceof YamlText)),
    'is not a mapping',
  )
  .transform((value) => value ?? {});

/** Null is no list. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'is not a list').nullable();
}

export interface SectionOptions {
  /** Its unknown keys may be secrets, and are not quoted. */
  readonly isSecret?: boolean;
}

/** A mapping with no keys but those of `shape`, which must all be optional; null is an empty one. */
export function section<Shape extends z.ZodRawShape>(
  shape: Shape,
  { isSecret = false }: SectionOptions = {},
) {
  const known = Object.keys(shape);
  const describe = (key: string): string => {
    const meant = isSecret ? '' : suggest(key, known);
    const isHidden = isSecret || !KEY_WORD.test(key) || mayBeCredential(key);
    const quoted = isHidden ? '' : ` ${JSON.stringify(key)}`;
    return `unknown key${quoted}${meant || `; known are ${known.join(', ')}`}`;
  };
  return mapping.pipe(
    z.strictObject(shape, {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys' ? keys.slice(0, MAX_UNKNOWN_KEYS).map(describe).join('\n') : undefined,
    }),
  );
}

export function fail(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
