/** The part of a sample's line that stays while its value changes: `name{label="value"} `. */
export function renderHead(
  name: string,
  labelNames: readonly string[],
  labelValues: readonly string[],
): string {
  const labels = labelNames.map((label, index) => `${label}="${escapeLabelValue(labelValues[index] ?? '')}"`);
  return labels.length === 0 ? `${name} ` : `${name}{${labels.join(',')}} `;
}

/** Backslash, quote and line feed are escaped alike in the text format and in OpenMetrics. */
function escapeLabelValue(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}
