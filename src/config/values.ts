import * as z from 'zod';
import { isHostName } from '../host-name.ts';
import type { ListenAddress } from '../listening.ts';
import type { ShardRequest } from '../shard.ts';
import { createWindow, DAY_MS, startOfDayMs, type Window } from '../window.ts';
import { parseDurationMs } from './duration.ts';
import { quote } from '../shown-text.ts';

/** Control Hub keeps 13 months; a longer window would ask for days that nobody has. */
const MAX_WINDOW_DAYS = 396;

/** One for all: each takes zod as long to make as the rest of a schema. */
const anyText = z.string();

/** Reads a text with `parse`; undefined from it means that the text is not what `expected` says. */
function parsed<T>(expected: string, parse: (text: string) => T | undefined): z.ZodType<T, string> {
  return anyText.transform((text, context) => parse(text.trim()) ?? failOn(context, text, expected));
}

function failOn(context: z.RefinementCtx, text: string, expected: string): never {
  return fail(context, `${quote(text)} is not ${expected}`, `the value is not ${expected}`);
}

/** What is wrong is said twice: in full, and without the text, which may be a secret. */
function fail(context: z.RefinementCtx, message: string, unquoted: string): never {
  context.addIssue({ code: 'custom', message, params: { unquoted } });
  return z.NEVER;
}

export const duration = parsed('a duration such as 90s, 15m, 1h30m or 2d, from 1s up', parseDurationMs);

const wholeDays = (text: string): number | undefined => {
  const ms = parseDurationMs(text);
  return ms !== undefined && ms % DAY_MS === 0 ? ms / DAY_MS : undefined;
};

export const days = parsed('a number of whole days such as 1d', wholeDays);

export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  return parsed(`a whole number from ${min} to ${max}`, (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    return number !== undefined && number >= min && number <= max ? number : undefined;
  });
}

/** An absolute http(s) URL without credentials, query or fragment. It is never quoted: what is wrong may be a password in it. */
export function baseUrl(example: string): z.ZodType<URL, string> {
  return anyText.transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    if (isPlain && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
    const message = `the value is not a base URL such as ${example}, without user, password, query or fragment`;
    return fail(context, message, message);
  });
}

export const flag = parsed('true or false', (text) => {
  if (/^(?:true|1|yes|on)$/i.test(text)) return true;
  return /^(?:false|0|no|off)$/i.test(text) ? false : undefined;
});

/** Comma-separated site host names, in lower case as host names compare. */
export const sites = list(
  'a bare host name such as acme.webex.com (no scheme, port or path)',
  'site',
  (text) => (isHostName(text.toLowerCase()) ? text.toLowerCase() : undefined),
);

/** Comma-separated patterns of host names, with `*` and `?`; none is no pattern. */
export const patterns = orNone(
  list('a pattern of host names such as *-eu.webex.com', 'pattern', (text) =>
    /^[a-z0-9.*?-]+$/i.test(text) ? text.toLowerCase() : undefined,
  ),
);

/** Comma-separated rolling windows of whole days. */
export const windows = list<Window>(
  `a window of 1 to ${MAX_WINDOW_DAYS} whole days such as 7d`,
  'window',
  (text) => {
    const windowDays = wholeDays(text) ?? Infinity;
    return windowDays <= MAX_WINDOW_DAYS ? createWindow(windowDays) : undefined;
  },
  ({ label }) => label,
);

/** Comma-separated ISO 3166-1 alpha-2 codes. */
export const countryCodes = list('a country code such as US', 'country', (text) =>
  /^[A-Z]{2}$/i.test(text) ? text.toUpperCase() : undefined,
);

/** Splits at commas and reads each item; undefined means that it is not what `expected` says. No id may repeat. */
function list<T>(
  expected: string,
  itemName: string,
  readItem: (text: string) => T | undefined,
  idOf: (item: T) => string = String,
): z.ZodType<readonly T[], string> {
  return anyText.transform((text, context) => {
    const items = new Map<string, T>();
    for (const part of text.split(',').map((each) => each.trim())) {
      const item = readItem(part);
      const id = item === undefined ? '' : idOf(item);
      if (part === '') {
        const message = `a ${itemName} is blank (a comma too many?)`;
        fail(context, message, message);
      } else if (item === undefined) failOn(context, part, expected);
      else if (items.has(id))
        fail(context, `${itemName} ${id} is named twice`, `a ${itemName} is named twice`);
      else items.set(id, item);
    }
    return [...items.values()];
  });
}

/** `host:port`, `[::1]:port` or `:port` for all addresses. */
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

/** As a client would ask for it, and none that another page has. */
export const urlPath = parsed('a path such as /metrics, and free', (text) =>
  /^(?:\/[\w.~-]+)+\/?$/.test(text) &&
  new URL(text, 'http://localhost').pathname === text &&
  !/^\/(-|api)\//.test(text)
    ? text
    : undefined,
);

export function oneOf<T extends string>(words: readonly T[]): z.ZodType<T, string> {
  return parsed(`one of ${words.join(', ')}`, (text) => words.find((word) => word === text));
}

export const text = parsed('a text', (value) => (value === '' ? undefined : value));

/** An empty text is an empty list. */
export function orNone<T>(schema: z.ZodType<readonly T[], string>): z.ZodType<readonly T[], string> {
  return anyText.transform((value, context) => {
    const read = value === '' ? undefined : schema.safeParse(value);
    for (const issue of read?.error?.issues ?? []) context.addIssue({ ...issue });
    return read?.data ?? [];
  });
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

/** `name=value` as Prometheus allows it. */
export const label = parsed('a label such as job=webex', (text) => {
  const [, name = '', value = ''] = /^([a-zA-Z_]\w*)=(.*)$/.exec(text) ?? [];
  return name === '' || value === '' || name.startsWith('__') ? undefined : { name, value };
});

/** `i/n` with i from 0, or `auto/n`. */
export const shard = parsed<ShardRequest>('a shard such as 0/3, or auto/3', (value) => {
  const [, index = '', countText = ''] = /^(auto|\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  const shardCount = Number(countText);
  if (shardCount < 1) return undefined;
  if (index === 'auto') return { index: 'pod', count: shardCount };
  return Number(index) < shardCount ? { index: Number(index), count: shardCount } : undefined;
});
