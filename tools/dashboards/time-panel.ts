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
import type { DataLink } from './links.ts';
import { label, type PanelText } from './panel-text.ts';
import { rangeTarget } from './targets.ts';

const DAY = '1d';

/** A query's series and how they are drawn. */
export interface TimeSeries {
  readonly query: string;
  /** May name labels: `{{site}}`. Fixed colours need a legend without. */
  readonly legend: string;
  /** Default: Grafana's palette in the order of the series, so that no two neighbours share a colour. */
  readonly color?: string;
  /** A colour in whose shades the series are drawn, for series of one kind. */
  readonly shadesOf?: string;
  /** Default `line`. An `edge` is the invisible line of a band. */
  readonly style?: 'line' | 'dashes' | 'bars' | 'edge';
  /** Of a band's upper edge: the legend of the lower one, down to which it is filled. */
  readonly downTo?: string;
}

export interface TimeOptions extends PanelText {
  readonly series: readonly TimeSeries[];
  /** Default: not stacked. */
  readonly stacking?: 'values' | 'percent';
  /** Colours of series whose legend names a label, by what the legend reads. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Where a point of a series leads. */
  readonly links?: readonly DataLink[];
  /** The least step, e.g. `1h`. Default: the data source's. */
  readonly interval?: string;
  /** How far back it looks, whatever the dashboard shows, e.g. `24h`. */
  readonly timeFrom?: string;
  /** Columns of the legend's table beside the series; default: a plain list under the panel. */
  readonly legendCalcs?: readonly string[];
}

interface Property {
  id: string;
  value: unknown;
}

/** Values over days: one point a day, of the day it is about. */
export function dailyPanel(options: TimeOptions): PanelBuilder {
  return timePanel({ ...options, interval: DAY });
}

/** Values over time. */
export function timePanel(options: TimeOptions): PanelBuilder {
  const { series, stacking, colors = {}, links, interval, timeFrom, legendCalcs } = options;
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
  if (timeFrom !== undefined) panel.timeFrom(timeFrom);
  if (links !== undefined) panel.overrideByRegexp('.*', [{ id: 'links', value: links }]);
  if (stacking !== undefined) {
    const mode = stacking === 'percent' ? StackingMode.Percent : StackingMode.Normal;
    panel.stacking(new StackingConfigBuilder().group('A').mode(mode));
  }
  for (const [index, one] of series.entries()) draw(panel, one, index, interval === DAY);
  for (const [name, color] of Object.entries(colors)) panel.overrideByName(name, [fixed(color)]);
  return panel;
}

function draw(panel: PanelBuilder, series: TimeSeries, index: number, isDaily: boolean): void {
  panel.withTarget(rangeTarget(series.query, series.legend, index));
  panel.overrideByQuery(String.fromCodePoint(65 + index), [colorOf(series), ...lookOf(series, isDaily)]);
}

function lookOf({ style = 'line', downTo }: TimeSeries, isDaily: boolean): Property[] {
  if (style === 'bars') {
    return [
      { id: 'custom.drawStyle', value: GraphDrawStyle.Bars },
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillOpacity', value: 75 },
    ];
  }
  return [
    { id: 'custom.drawStyle', value: GraphDrawStyle.Line },
    // Beside bars, a value stands for its whole day as they do.
    ...(isDaily && style !== 'line'
      ? [{ id: 'custom.lineInterpolation', value: LineInterpolation.StepAfter }]
      : []),
    ...(style === 'dashes' ? [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } }] : []),
    ...(style === 'edge' ? [{ id: 'custom.lineWidth', value: 0 }] : []),
    // The legend tells of a band once.
    ...(style === 'edge' && downTo === undefined
      ? [{ id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } }]
      : []),
    ...(downTo === undefined
      ? []
      : [
          { id: 'custom.fillBelowTo', value: downTo },
          { id: 'custom.fillOpacity', value: 16 },
        ]),
  ];
}

function colorOf({ color, shadesOf }: TimeSeries): Property {
  if (color !== undefined) return fixed(color);
  const value =
    shadesOf === undefined
      ? { mode: FieldColorModeId.PaletteClassic }
      : { mode: FieldColorModeId.Shades, fixedColor: shadesOf };
  return { id: 'color', value };
}

function fixed(color: string): Property {
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
