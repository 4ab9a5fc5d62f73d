import {
  BarAlignment,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { label, type PanelText } from './panel-text.ts';
import { rangeTarget } from './targets.ts';

/** A query's series and how they are drawn. */
export interface TimeSeries {
  readonly query: string;
  /** May name labels: `{{site}}`. Fixed colours need a legend without. */
  readonly legend: string;
  /** Default: a colour of Grafana's palette that follows from the legend, so that a thing has one colour everywhere. */
  readonly color?: string;
  /** A colour in whose shades the series are drawn, for series of one kind. */
  readonly shadesOf?: string;
  /** Default `line`. */
  readonly style?: 'line' | 'dashes' | 'bars';
}

export interface TimeOptions extends PanelText {
  readonly series: readonly TimeSeries[];
  /** Default: not stacked. */
  readonly stacking?: 'values' | 'percent';
  /** Colours of series whose legend names a label, by what the legend reads. */
  readonly colors?: Readonly<Record<string, string>>;
  /** The least step, e.g. `1h`. Default: the data source's. */
  readonly interval?: string;
  /** Columns of the legend's table beside the series; default: a plain list under the panel. */
  readonly legendCalcs?: readonly string[];
}

/** Values over days: one point a day, of the day it is about. */
export function dailyPanel(options: TimeOptions): PanelBuilder {
  return timePanel({ ...options, interval: '1d' });
}

/** Values over time. */
export function timePanel(options: TimeOptions): PanelBuilder {
  const { series, stacking, colors = {}, interval, legendCalcs } = options;
  const panel = label(new PanelBuilder(), options)
    .min(0)
    .lineWidth(2)
    .fillOpacity(stacking === undefined ? 0 : 80)
    .showPoints(VisibilityMode.Never)
    .barAlignment(BarAlignment.After)
    .barWidthFactor(0.8)
    .spanNulls(false)
    .axisBorderShow(false)
    .legend(legend(legendCalcs))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (interval !== undefined) panel.interval(interval);
  if (stacking !== undefined) {
    const mode = stacking === 'percent' ? StackingMode.Percent : StackingMode.Normal;
    panel.stacking(new StackingConfigBuilder().group('A').mode(mode));
  }
  for (const [index, one] of series.entries()) draw(panel, one, index);
  for (const [name, color] of Object.entries(colors)) panel.overrideByName(name, [fixed(color)]);
  return panel;
}

function draw(
  panel: PanelBuilder,
  { query, legend, color, shadesOf, style = 'line' }: TimeSeries,
  index: number,
): void {
  panel.withTarget(rangeTarget(query, legend, index));
  const isBars = style === 'bars';
  panel.overrideByQuery(String.fromCodePoint(65 + index), [
    colorOf(color, shadesOf),
    { id: 'custom.drawStyle', value: isBars ? GraphDrawStyle.Bars : GraphDrawStyle.Line },
    ...(isBars
      ? [
          { id: 'custom.lineWidth', value: 0 },
          { id: 'custom.fillOpacity', value: 75 },
        ]
      : []),
    ...(style === 'dashes'
      ? [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } },
          // A value stands for its whole day, as a bar beside it does.
          { id: 'custom.lineInterpolation', value: LineInterpolation.StepAfter },
        ]
      : []),
  ]);
}

function colorOf(color: string | undefined, shadesOf: string | undefined): { id: string; value: object } {
  if (color !== undefined) return fixed(color);
  const value =
    shadesOf === undefined
      ? { mode: FieldColorModeId.PaletteClassicByName }
      : { mode: FieldColorModeId.Shades, fixedColor: shadesOf };
  return { id: 'color', value };
}

function fixed(color: string): { id: string; value: object } {
  return { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: color } };
}

function legend(calcs: readonly string[] | undefined): VizLegendOptionsBuilder {
  const builder = new VizLegendOptionsBuilder().showLegend(true);
  if (calcs === undefined)
    return builder.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).calcs([]);
  return builder
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .calcs([...calcs]);
}
