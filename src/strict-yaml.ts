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

/** What is wrong, and where. It never quotes what cannot be parsed: that may be a secret. */
export interface YamlProblem {
  readonly line: number;
  /** The keys that lead there, with dots between them; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

export type YamlReading<T> = { readonly value: T } | { readonly problems: readonly YamlProblem[] };

/**
 * Reads a file of people's own: its maps come to the schema as records, its lists as arrays, its scalars as `YamlText` or
 * null. Aliases, tags and repeated keys are faults, and what is too large or too deep is refused before it is built.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlReading<T> {
  if (text.length > MAX_CHARACTERS)
    return toFailure(1, `the file is longer than ${MAX_CHARACTERS / 1024} KiB`);
  const lines = new LineCounter();
  const lineOf = (node: unknown): number => lines.linePos((isNode(node) && node.range?.[0]) || 0).line;
  let refusal: { problems: YamlProblem[] } | undefined;

  function* parse(): Generator<CST.Token> {
    const parser = new Parser(lines.addNewLine);
    let lexemes = 0;
    lines.addNewLine(0);
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme);
      lexemes += 1;
      const line = lines.lineStarts.length;
      if (parser.stack.length > MAX_DEPTH)
        refusal = toFailure(line, 'the file is nested too deeply from here on');
      if (lexemes > MAX_LEXEMES) refusal = toFailure(line, 'the file has too many parts');
      if (refusal) return;
    }
    yield* parser.end();
  }

  const composer = new Composer({ schema: 'failsafe', customTags: ['null'], uniqueKeys: false });
  const [document, second] = composer.compose(parse(), true, text.length);
  if (refusal) return refusal;
  if (second) return toFailure(lineOf(second.contents), 'not YAML (multiple docs)');
  // The first fault only: those after it are its consequences as a rule.
  const [fault] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    return toFailure(line, describeFault(fault.code, text.split('\n')[line - 1] ?? ''));
  }

  const root = document?.contents;
  const problems: YamlProblem[] = [];
  const value = toValue(root, lineOf, problems);
  const read = problems.length === 0 ? schema.safeParse(value) : undefined;
  if (read?.success) return { value: read.data };
  const issues = read?.error.issues ?? [];
  for (const issue of issues.slice(0, MAX_PROBLEMS)) problems.push(...toProblems(issue, root, lineOf));
  const shown = problems.slice(0, MAX_PROBLEMS);
  const isMore = issues.length > MAX_PROBLEMS || problems.length > MAX_PROBLEMS;
  return {
    problems: isMore ? [...shown, { line: 1, path: '', message: 'more is wrong than is said here' }] : shown,
  };
}

function toFailure(line: number, message: string): { problems: YamlProblem[] } {
  return { problems: [{ line, path: '', message }] };
}

/** The library's own sentences can quote the file. */
function describeFault(code: string, line: string): string {
  const name = code.toLowerCase().replaceAll('_', ' ');
  const hint = /(?<!["'\w])\$\{/.test(line) ? '; between brackets, ${NAME} must stand in quotes' : '';
  return `not YAML (${name})${hint}`;
}

function toValue(node: unknown, lineOf: (node: unknown) => number, problems: YamlProblem[]): unknown {
  const fail = (place: unknown, message: string): void => {
    problems.push({ line: lineOf(place), path: '', message });
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
function toProblems(
  { code, path, message, keys }: z.core.$ZodIssue & { keys?: readonly string[] },
  root: unknown,
  lineOf: (node: unknown) => number,
): YamlProblem[] {
  const name = path.join('.');
  if (code !== 'unrecognized_keys' || keys === undefined)
    return [{ line: lineOf(findNode(root, path)), path: name, message }];
  return message.split('\n').map((words, index) => ({
    line: lineOf(findNode(root, [...path, keys[index] ?? ''])),
    path: name,
    message: words,
  }));
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
