import { isMap, isScalar, parseDocument, type Pair } from 'yaml';
import { renderTable } from './tables.ts';

interface Value {
  /** Dotted, as `--set` takes it. */
  readonly path: string;
  readonly defaultText: string;
  readonly help: string;
}

/**
 * Tables of a chart's values from its `values.yaml`: a comment above a key is its description, one that begins with
 * `##` opens a section. A map is one row unless its keys are described too.
 *
 * @throws Error for a document that is no map of sections.
 */
export function renderValues(text: string): string {
  const document = parseDocument(text);
  if (!isMap(document.contents)) throw new Error('the values are no map');
  const sections = new Map<string, Value[]>();
  let rows: Value[] | undefined;
  for (const pair of document.contents.items) {
    const title = commentOf(pair).find((paragraph) => paragraph.startsWith('# '));
    if (title !== undefined) sections.set(title.slice(2), (rows = []));
    if (rows === undefined) throw new Error(`${keyOf(pair)} stands before the first section`);
    rows.push(...readValues(pair, '', helpOf(pair)));
  }
  return Array.from(sections, ([title, values]) => `### ${title}\n\n${renderSection(values)}`).join('\n');
}

function renderSection(values: readonly Value[]): string {
  const rows = values.map(({ path, defaultText, help }) => [`\`${path}\``, `\`${defaultText}\``, help]);
  return renderTable(['value', 'default', 'meaning'], rows);
}

function readValues(pair: Pair, parent: string, help: string): Value[] {
  const path = `${parent}${keyOf(pair)}`;
  const { value } = pair;
  if (!isMap(value) || value.items.length === 0 || !isDescribed(value.items, value.commentBefore, help)) {
    return [{ path, defaultText: JSON.stringify(value), help }];
  }
  return value.items.flatMap((child, index) =>
    // The parser gives the comment above a map's first key to the map.
    readValues(child, `${path}.`, index === 0 ? toHelp(value.commentBefore) : helpOf(child)),
  );
}

/** Whether a map's keys have rows of their own: one of them is described, or nothing describes them all. */
function isDescribed(children: readonly Pair[], first: string | null | undefined, help: string): boolean {
  return help === '' || Boolean(first) || children.some((child) => helpOf(child) !== '');
}

function helpOf(pair: Pair): string {
  return toHelp(commentOf(pair).at(-1));
}

function toHelp(comment: string | null | undefined): string {
  const text = (comment ?? '').replaceAll(/\s+/g, ' ').trim();
  return text.startsWith('# ') ? '' : text;
}

/** Paragraphs of the comment above a key, each line without its leading `#`. */
function commentOf({ key }: Pair): string[] {
  return isScalar(key) && key.commentBefore ? key.commentBefore.split('\n\n') : [];
}

function keyOf({ key }: Pair): string {
  return String(key);
}
