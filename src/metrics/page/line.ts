/** The part of a sample's line that stays while its value changes: `name{label="value"} `. */
export function renderHead(
  name: string,
  labelNames: readonly string[],
  labelValues: readonly string[],
): string {
  let labels = '';
  for (const [index, label] of labelNames.entries()) {
    labels += `${index === 0 ? '' : ','}${label}="${escapeLabelValue(labelValues[index] ?? '')}"`;
  }
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

/**
 * Like `renderLine`, for many samples that have their first labels in common: those are written once. What it returns
 * takes the values of `otherLabelNames`, and the sample's.
 */
export function createLineRenderer(
  name: string,
  commonLabels: readonly (readonly [name: string, value: string])[],
  otherLabelNames: readonly string[],
): (otherLabelValues: readonly string[], value: number) => string {
  let begin = `${name}{`;
  for (const [index, [label, value]] of commonLabels.entries()) {
    begin += `${index === 0 ? '' : ','}${label}="${escapeLabelValue(value)}"`;
  }
  return (otherLabelValues, value) => {
    let line = begin;
    for (let index = 0; index < otherLabelNames.length; index++) {
      line += `,${otherLabelNames[index]}="${escapeLabelValue(otherLabelValues[index] ?? '')}"`;
    }
    return `${line}} ${value}\n`;
  };
}

/** Backslash, quote and line feed are escaped alike in the text format and in OpenMetrics. */
function escapeLabelValue(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}
