/** The part of a sample's line that stays while its value changes: `name{label="value"} `. */
export function renderHead(
  name: string,
  labelNames: readonly string[],
  labelValues: readonly string[],
): string {
  const labels = renderLabels(labelNames, labelValues);
  return labels === '' ? `${name} ` : `${name}{${labels}} `;
}

/** One sample without a timestamp. JavaScript writes finite numbers as both formats read them. */
export function renderLine(
  name: string,
  labelNames: readonly string[],
  labelValues: readonly string[],
  value: number,
): string {
  return `${renderHead(name, labelNames, labelValues)}${value}\n`;
}

/** `label="value",other="value"`. */
export function renderLabels(names: readonly string[], values: readonly string[]): string {
  let labels = '';
  for (const [index, name] of names.entries()) {
    labels += `${index === 0 ? '' : ','}${name}="${escapeLabelValue(values[index] ?? '')}"`;
  }
  return labels;
}

/** Backslash, quote and line feed are escaped alike in the text format and in OpenMetrics. */
function escapeLabelValue(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}
