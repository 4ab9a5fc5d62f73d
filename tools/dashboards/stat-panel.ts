import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { label, type PanelText } from './panel-text.ts';
import { colorByThresholds, fixedColor, thresholds, type Steps } from './steps.ts';
import { NOTHING, wordsMapping, type Words } from './words.ts';
import { instantTarget } from './targets.ts';

/** One size for all, so that a short number does not shout. */
const VALUE_PIXELS = 28;
const TITLE_PIXELS = 14;

export interface StatOptions extends PanelText {
  readonly query: string;
  /** A fixed colour, or colours by value. */
  readonly color: string | Steps;
  readonly decimals?: number;
  /** Words in place of numbers. */
  readonly words?: Words;
  /** A label whose value is shown instead of the number, e.g. a version, or above it. Default: the number alone. */
  readonly name?: { readonly label: string; readonly withValue?: boolean };
}

/** A number as it is now. */
export function stat(options: StatOptions): PanelBuilder {
  const { query, color, decimals, words, name } = options;
  const panel = label(new PanelBuilder(), options)
    .withTarget(instantTarget(query, name === undefined ? '' : `{{${name.label}}}`, 0))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .graphMode(BigValueGraphMode.None)
    .textMode(textModeOf(name))
    .colorMode(BigValueColorMode.Value)
    .justifyMode(BigValueJustifyMode.Center)
    .text(new VizTextDisplayOptionsBuilder().titleSize(TITLE_PIXELS).valueSize(VALUE_PIXELS));
  if (decimals !== undefined) panel.decimals(decimals);
  panel.mappings([
    ...(words === undefined ? [] : [wordsMapping(words)]),
    ...(typeof color === 'string' ? [] : [NOTHING]),
  ]);
  return typeof color === 'string'
    ? panel.colorScheme(fixedColor(color))
    : panel.colorScheme(colorByThresholds()).thresholds(thresholds(color));
}

function textModeOf(name: StatOptions['name']): BigValueTextMode {
  if (name === undefined) return BigValueTextMode.Value;
  return name.withValue === true ? BigValueTextMode.ValueAndName : BigValueTextMode.Name;
}
