import {
  FrameGeometrySourceBuilder,
  FrameGeometrySourceMode,
  MapLayerOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  ControlsOptionsBuilder,
  MapViewConfigBuilder,
  PanelBuilder,
  TooltipMode,
  TooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/geomap';
import { label, type PanelText } from './panel-text.ts';
import { rowsTarget } from './targets.ts';

export interface WorldMapOptions extends PanelText {
  /** Has a label `country_code`, ISO 3166-1 alpha-2. */
  readonly query: string;
  /** What the values are, for the hint. */
  readonly valueName: string;
}

/** Countries as circles, larger and darker with larger values. */
export function worldMap(options: WorldMapOptions): PanelBuilder {
  return label(new PanelBuilder(), options)
    .withTarget(rowsTarget(options.query, 0))
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, renameByName: { Value: options.valueName } },
    })
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.ContinuousBlues))
    .view(new MapViewConfigBuilder().id('zero').zoom(1))
    .controls(new ControlsOptionsBuilder().showZoom(true).mouseWheelZoom(false).showAttribution(true))
    .tooltip(new TooltipOptionsBuilder().mode(TooltipMode.Details))
    .layers([
      new MapLayerOptionsBuilder()
        .type('markers')
        .name(options.valueName)
        .tooltip(true)
        .location(
          new FrameGeometrySourceBuilder()
            .mode(FrameGeometrySourceMode.Lookup)
            .lookup('country_code')
            .gazetteer('public/gazetteer/countries.json'),
        )
        .config({
          showLegend: false,
          style: {
            color: { field: options.valueName, fixed: 'blue' },
            opacity: 0.7,
            size: { field: options.valueName, fixed: 6, min: 4, max: 36 },
            symbol: { mode: 'fixed', fixed: 'img/icons/marker/circle.svg' },
          },
        }),
    ]);
}
