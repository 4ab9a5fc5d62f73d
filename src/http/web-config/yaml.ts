import { isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar } from 'yaml';

/** A scalar that stands in the file without quotes: the only one that can be a boolean or a number. */
export class Unquoted {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The file as records, lists, null, strings (quoted) and `Unquoted`. Nothing is guessed from a scalar's looks, so that
 * the schema decides as exporter-toolkit's types do: `http2: 'true'` is no boolean, a user may be called `yes`.
 * What is wrong with the YAML goes into `problems`, which never quote the file: it holds secrets.
 */
export function readYaml(text: string, problems: string[]): unknown {
  const lines = new LineCounter();
  const { contents, errors, warnings } = parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null'],
    prettyErrors: false,
    lineCounter: lines,
  });
  for (const { code, pos } of [...errors, ...warnings]) {
    problems.push(`line ${lines.linePos(pos[0]).line}: ${describeFault(code)}`);
  }
  return errors.length + warnings.length === 0 ? toValue(contents, problems) : undefined;
}

function toValue(node: unknown, problems: string[]): unknown {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [readKey(key, problems), toValue(value, problems)]),
    );
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item, problems));
  if (isScalar(node)) return readScalar(node, problems);
  if (node !== null) problems.push('YAML aliases (*name) are not supported');
  return null;
}

function readScalar({ value, type, tag }: Scalar, problems: string[]): unknown {
  if (tag !== undefined) problems.push('YAML tags (!name) are not supported');
  return typeof value === 'string' && type === Scalar.PLAIN ? new Unquoted(value) : value;
}

function readKey(key: unknown, problems: string[]): string {
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  problems.push('a key is not a text');
  return '';
}

/** The library's own sentences can quote the file. */
function describeFault(code: string): string {
  return `not YAML (${code.toLowerCase().replaceAll('_', ' ')})`;
}
