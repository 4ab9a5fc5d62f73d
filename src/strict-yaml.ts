import { Composer, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Parser, Scalar, type CST } from 'yaml';
import type * as z from 'zod';

/** Ten thousand sites with settings of their own take half of it. */
const MAX_CHARACTERS = 1024 * 1024;

/** Levels of the parser, about three for a level of the file. A deeper file would overflow the composer's call stack. */
const MAX_DEPTH = 50;

/** Twice what ten thousand such sites have. The parser takes seconds for a million of them. */
const MAX_LEXEMES = 500_000;

/** More are not said: whoever mends twenty learns of the others next. */
const MAX_PROBLEMS = 20;

/** A scalar. Nothing is guessed from its looks: the schema decides what it may be. */
export class YamlText {
  readonly text: string;
  /** Without quotes: only then can it be a boolean or a number. */
  readonly isPlain: boolean;
  readonly line: number;

  constructor(text: string, isPlain: boolean, line: number) {
    this.text = text;
    this.isPlain = isPlain;
    this.line = line;
  }
}

/** What is wrong: a sentence each, which begins with the line. None quotes what cannot be parsed: that may be a secret. */
export type YamlReading<T> = { readonly value: T } | { readonly problems: readonly string[] };

/**
 * Reads a file of people's own: its maps come to the schema as records, its lists as arrays, its scalars as `YamlText` or
 * null. Aliases, tags and repeated keys are faults, and what is too large or too deep is refused before it is built.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlReading<T> {
  const refuse = (line: number, why: string): YamlReading<T> => ({ problems: [`line ${line}: ${why}`] });
  if (text.length > MAX_CHARACTERS) return refuse(1, `the file is longer than ${MAX_CHARACTERS / 1024} KiB`);
  const lines = new LineCounter();
  const lineOf: LineOf = (node) => lines.linePos((isNode(node) && node.range?.[0]) || 0).line;
  let refusal: string | undefined;

  function* parse(): Generator<CST.Token> {
    const parser = new Parser(lines.addNewLine);
    let lexemes = 0;
    lines.addNewLine(0);
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme);
      lexemes += 1;
      if (parser.stack.length > MAX_DEPTH) refusal = 'the file is nested too deeply from here on';
      if (lexemes > MAX_LEXEMES) refusal = 'the file has too many parts';
      if (refusal) return;
    }
    yield* parser.end();
  }

  const composer = new Composer({ schema: 'failsafe', customTags: ['null'], uniqueKeys: false });
  const [document, second] = composer.compose(parse(), true, text.length);
  if (refusal) return refuse(lines.lineStarts.length, refusal);
  if (second) return refuse(lineOf(second.contents), 'not YAML (multiple docs)');
  // The first fault only: those after it are its consequences as a rule.
  const [fault] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    return refuse(line, describeFault(fault.code, text.split('\n')[line - 1] ?? ''));
  }

  const root = document?.contents;
  const problems: string[] = [];
  const value = toValue(root, lineOf, problems);
  const read = problems.length === 0 ? schema.safeParse(value) : undefined;
  if (read?.success) return { value: read.data };
  const issues = read?.error.issues.slice(0, MAX_PROBLEMS + 1) ?? [];
  problems.push(...issues.flatMap((issue) => describeIssue(issue, root, lineOf)));
  const shown = problems.slice(0, MAX_PROBLEMS);
  return {
    problems: problems.length > shown.length ? [...shown, 'more is wrong than is said here'] : shown,
  };
}

type LineOf = (node: unknown) => number;

/** The library's own sentences can quote the file. */
function describeFault(code: string, line: string): string {
  const name = code.toLowerCase().replaceAll('_', ' ');
  const hint = /(?<!["'\w])\$\{/.test(line) ? '; between brackets, ${NAME} must stand in quotes' : '';
  return `not YAML (${name})${hint}`;
}

function toValue(node: unknown, lineOf: LineOf, problems: string[]): unknown {
  const fail = (place: unknown, message: string): void => {
    problems.push(`line ${lineOf(place)}: ${message}`);
  };
  if (node === null || node === undefined) return null;
  if (isNode(node) && 'tag' in node && node.tag !== undefined)
    fail(node, 'YAML tags (!name) are not supported');
  if (isMap(node)) {
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
      if (name === undefined) fail(key, 'a key is not a text');
      else if (entries.has(name)) fail(key, 'not YAML (duplicate key)');
      else entries.set(name, toValue(value, lineOf, problems));
    }
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item, lineOf, problems));
  if (isScalar(node)) {
    const { value, type } = node;
    return typeof value === 'string' ? new YamlText(value, type === Scalar.PLAIN, lineOf(node)) : null;
  }
  fail(node, 'YAML aliases (*name) are not supported');
  return null;
}

/** `section` writes a line for each unknown key. */
function describeIssue(
  { code, path, message, keys }: z.core.$ZodIssue & { keys?: readonly string[] },
  root: unknown,
  lineOf: LineOf,
): string[] {
  const unknownKeys = code === 'unrecognized_keys' ? (keys ?? []) : [];
  return message.split('\n').map((words, index) => {
    const key = unknownKeys[index];
    const line = lineOf(findNode(root, key === undefined ? path : [...path, key]));
    return [`line ${line}`, path.join('.'), words].filter(Boolean).join(': ');
  });
}

/** The key or item that a path ends at, or the last one on the way that is there. */
function findNode(root: unknown, path: readonly PropertyKey[]): unknown {
  let found = root;
  let node = root;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      found = pair.key;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      found = node;
    } else break;
  }
  return found;
}
