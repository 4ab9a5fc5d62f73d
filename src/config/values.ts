import { z } from 'zod';
import { isHostName } from '../host-name.ts';
import type { ShardRequest } from '../shard.ts';
import { createWindow, startOfDayMs, type Window } from '../window.ts';
import { parseDurationMs } from './duration.ts';

const DAY_MS = 86_400_000;

/** Control Hub keeps 13 months; a longer window would ask for days that nobody has. */
const MAX_WINDOW_DAYS = 396;

/** Reads a text with `parse`; undefined from it means the text, named by `quote`, is not what `expected` says. */
function parsed<T>(
  expected: string,
  parse: (text: string) => T | undefined,
  quote: (text: string) => string = JSON.stringify,
): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `${quote(text)} is not ${expected}` });
    return z.NEVER;
  });
}

export const duration = parsed('a duration such as 90s, 15m, 1h30m or 2d, from 1s up', parseDurationMs);

const wholeDays = (text: string): number | undefined => {
  const ms = parseDurationMs(text);
  return ms !== undefined && ms % DAY_MS === 0 ? ms / DAY_MS : undefined;
};

export const days = parsed('a number of whole days such as 1d', wholeDays);

export function count(min: number, max: number): z.ZodType<number, string> {
  return parsed(`a whole number from ${min} to ${max}`, (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    return number !== undefined && number >= min && number <= max ? number : undefined;
  });
}

/** An absolute http(s) URL without credentials, query or fragment. */
export const baseUrl = parsed(
  'a base URL such as https://analytics.webexapis.com, without user, password, query or fragment',
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return isPlain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
  },
  // What is wrong may be a password in it.
  () => 'the value',
);

export const flag = z.stringbool({
  truthy: ['true', '1', 'yes', 'on'],
  falsy: ['false', '0', 'no', 'off'],
  error: (issue) => `${JSON.stringify(issue.input)} is not true or false`,
});

/** Comma-separated site host names, in lower case as host names compare. */
export const sites = list((text) => {
  const host = text.toLowerCase();
  if (text === '') return 'a site is blank (a comma too many?)';
  if (!isHostName(host)) {
    return `${JSON.stringify(text)} is not a bare host name such as acme.webex.com (no scheme, port or path)`;
  }
  return { value: host, id: host };
}, 'site');

/** Comma-separated patterns of host names, with `*` and `?`; none is no pattern. */
export const patterns = orNone(
  list((text) => {
    const pattern = text.toLowerCase();
    return /^[a-z0-9.*?-]+$/.test(pattern)
      ? { value: pattern, id: pattern }
      : `${JSON.stringify(text)} is not a pattern of host names such as *-eu.webex.com`;
  }, 'pattern'),
);

/** Comma-separated rolling windows of whole days. */
export const windows: z.ZodType<readonly Window[], string> = list((text) => {
  const windowDays = wholeDays(text);
  if (windowDays === undefined || windowDays > MAX_WINDOW_DAYS) {
    return `${JSON.stringify(text)} is not a window of 1 to ${MAX_WINDOW_DAYS} whole days such as 7d`;
  }
  const window = createWindow(windowDays);
  return { value: window, id: window.label };
}, 'window');

/** Splits at commas and reads each item; a text instead of a value is what is wrong with it. Nothing may repeat. */
function list<T>(
  readItem: (text: string) => string | { value: T; id: string },
  itemName: string,
): z.ZodType<readonly T[], string> {
  return z.string().transform((text, context) => {
    const seen = new Set<string>();
    const values: T[] = [];
    for (const item of text.split(',').map((part) => part.trim())) {
      const read = readItem(item);
      if (typeof read === 'string') context.addIssue({ code: 'custom', message: read });
      else if (seen.has(read.id))
        context.addIssue({ code: 'custom', message: `${itemName} ${read.id} is named twice` });
      else {
        seen.add(read.id);
        values.push(read.value);
      }
    }
    return values;
  });
}

/** `host:port`, `[::1]:port` or `:port` for all addresses; port 0 takes a free one. */
export interface ListenAddress {
  /** Undefined: all addresses, IPv6 and IPv4. */
  readonly host: string | undefined;
  readonly port: number;
}

export const listenAddress = parsed<ListenAddress>(
  'an address such as :10054, 127.0.0.1:0 or [::1]:10054',
  (text) => {
    const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/]*)):(\d{1,5})$/i.exec(text);
    const port = Number(match?.[3] ?? Number.NaN);
    if (!match || port > 65_535) return undefined;
    const host = match[1] ?? match[2];
    return { host: host === '' ? undefined : host, port };
  },
);

export const urlPath = parsed('a path such as /metrics', (text) =>
  /^\/[\w.~/-]*$/.test(text) && text !== '/' && !text.startsWith('/-/') ? text : undefined,
);

export function oneOf<T extends string>(words: readonly T[]): z.ZodType<T, string> {
  return parsed(`one of ${words.join(', ')}`, (text) => words.find((word) => word === text));
}

export const text = parsed('a text', (value) => (value === '' ? undefined : value));

/** An empty text is no value at all. */
export function optional<T>(schema: z.ZodType<T, string>): z.ZodType<T | undefined, string> {
  return z.string().transform((value, context) => {
    if (value === '') return undefined;
    const read = schema.safeParse(value);
    for (const { message } of read.error?.issues ?? []) context.addIssue({ code: 'custom', message });
    return read.success ? read.data : z.NEVER;
  });
}

/** An empty text is an empty list. */
export function orNone<T>(schema: z.ZodType<readonly T[], string>): z.ZodType<readonly T[], string> {
  return optional(schema).transform((items) => items ?? []);
}

/** A plain UTC day that exists. */
export const day = parsed('a day such as 2026-08-01', (value) =>
  startOfDayMs(value) === undefined ? undefined : value,
);

/** An instant in UTC, in milliseconds since the epoch. */
export const instant = parsed('an instant such as 2026-11-23T14:05:00Z', (value) => {
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
});

/** Label names that every series of ours has by itself. */
const OWN_LABELS = new Set(['site', 'window', 'join_method', 'role', 'country', 'country_code']);

/** `name=value` lines. */
export const labels: z.ZodType<readonly { name: string; value: string }[], string> = z
  .string()
  .transform((value, context) => {
    const read: { name: string; value: string }[] = [];
    for (const line of value.split('\n').filter((part) => part !== '')) {
      const [, name = '', labelValue = ''] = /^([a-zA-Z_]\w*)=(.*)$/.exec(line) ?? [];
      if (name === '' || labelValue === '' || name.startsWith('__')) {
        context.addIssue({
          code: 'custom',
          message: `${JSON.stringify(line)} is not a label such as job=webex`,
        });
      } else if (OWN_LABELS.has(name) || read.some((label) => label.name === name)) {
        context.addIssue({ code: 'custom', message: `label ${name} is there already` });
      } else {
        read.push({ name, value: labelValue });
      }
    }
    return read;
  });

/** `i/n` with i from 0, or `auto/n`. */
export const shard = parsed<ShardRequest>('a shard such as 0/3, or auto/3', (value) => {
  const [, index = '', countText = ''] = /^(auto|\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  const shardCount = Number(countText);
  if (shardCount < 1) return undefined;
  if (index === 'auto') return { index: 'pod', count: shardCount };
  return Number(index) < shardCount ? { index: Number(index), count: shardCount } : undefined;
});
