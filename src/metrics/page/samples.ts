import type { Point } from '../../points.ts';
import { toByteText } from './byte-text.ts';
import { renderLabels } from './line.ts';
import { hasSameItems } from '../../same-items.ts';

/** Of each metric in each format: more than the countries there are, and few if Webex should make names up. */
const MAX_REMEMBERED = 500;

/**
 * Renders samples of one metric as byte text. What they have in common comes first, as `subject`: labels in byte text, at
 * least one. The text of a metric's own labels is remembered: every poll of every site has the same countries.
 */
export function createSampleRenderer(
  name: string,
  labelNames: readonly string[],
): (subject: string, points: readonly Point[]) => string {
  /** By the first value; those after it belong to it, nearly always. */
  const remembered = new Map<string, { readonly values: readonly string[]; readonly text: string }>();

  function renderOwn(values: readonly string[]): string {
    if (labelNames.length === 0) return '} ';
    const [first = ''] = values;
    const known = remembered.get(first);
    if (known !== undefined && hasSameItems(known.values, values)) return known.text;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    const text = toByteText(`,${renderLabels(labelNames, values)}} `);
    remembered.set(first, { values, text });
    return text;
  }

  return (subject, points) => {
    const begin = `${name}{${subject}`;
    // The end of a line and the beginning of the next one as one text: each that is appended costs.
    const next = `\n${begin}`;
    let lines = '';
    for (const { labels, value } of points)
      lines += `${lines === '' ? begin : next}${renderOwn(labels)}${value}`;
    return lines === '' ? '' : `${lines}\n`;
  };
}
