import * as z from 'zod';

/** A value that was read, or what is wrong with it, in a sentence that names the field. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

export function wholeNumber(least: number, most: number): z.ZodInt {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
}

export const text = z.string({
  error: ({ input }) => (input === undefined ? 'is missing' : 'must be a string'),
});

/** Reads a JSON object whose fields are all known. */
export function readFields<T>(schema: z.ZodType<T>, value: unknown): Reading<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: 'the body must be a JSON object' };
  }
  const read = schema.safeParse(value);
  return read.success ? { value: read.data } : { problem: describeFirst(read.error) };
}

function describeFirst({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'the body is faulty';
  if (issue.code === 'unrecognized_keys') return `${issue.keys[0] ?? ''} is not a known field`;
  return [...issue.path, issue.message].join(' ');
}
