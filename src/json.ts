/** A real answer has three levels, and the deepest of Webex's errors five. */
const MAX_DEPTH = 32;

/** Of one list or object. There are some 250 countries, and 5,000 of them are an answer. */
const MAX_ENTRIES = 10_000;

/** Of the whole: 10,000 countries, roles and join methods each are 50,000. */
const MAX_ALL_ENTRIES = 60_000;

export type ReadJson = { readonly document: unknown } | { readonly fault: string };

/** Reads JSON of bounded cost: what it is made of is counted before anything is built from it. */
export function readJson(text: string): ReadJson {
  const fault = findExcess(text);
  if (fault !== undefined) return { fault };
  try {
    return { document: JSON.parse(text) };
  } catch {
    return { fault: 'the body is not valid JSON' };
  }
}

/** Undefined when the text is not JSON, or not bounded; JSON itself has no undefined. */
export function parseJson(text: string): unknown {
  const read = readJson(text);
  return 'document' in read ? read.document : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TOO_MANY_IN_ALL = `the body has more than ${MAX_ALL_ENTRIES} entries`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** What is too much of a text, taken as JSON. Text that is none passes: the parser says so. */
function findExcess(text: string): string | undefined {
  /** Commas so far in each list and object that is open. */
  const commas: number[] = [];
  let all = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at + 1);
        break;
      case LIST:
      case OBJECT:
        if (commas.length === MAX_DEPTH) return `the body is nested deeper than ${MAX_DEPTH} levels`;
        commas.push(0);
        all += 1;
        if (all > MAX_ALL_ENTRIES) return TOO_MANY_IN_ALL;
        break;
      case LIST_END:
      case OBJECT_END:
        commas.pop();
        break;
      case COMMA: {
        const count = (commas.pop() ?? 0) + 1;
        if (count >= MAX_ENTRIES) return `the body has more than ${MAX_ENTRIES} entries in a list or object`;
        commas.push(count);
        all += 1;
        if (all > MAX_ALL_ENTRIES) return TOO_MANY_IN_ALL;
      }
    }
  }
  return undefined;
}

/** Where the string ends that goes on at `start`; the end of the text if it never does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text.charCodeAt(at - slashes - 1) === BACKSLASH) slashes += 1;
    // An even number of them stand for themselves.
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
