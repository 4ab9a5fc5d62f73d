import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { table, type TableOptions } from './table-panel.ts';
import { worldMap } from './world-map-panel.ts';

interface CountryPanels {
  /** Participants by `country_code`. */
  readonly map: { readonly title: string; readonly description: string; readonly query: string };
  /** By `country` and `country_code`. */
  readonly table: Pick<TableOptions, 'title' | 'description' | 'columns'>;
}

/** A map of where people are, and a table beside it. */
export function countryPanels(panels: CountryPanels): Builder<Panel>[] {
  const height = 12;
  return [
    worldMap({ ...panels.map, valueName: 'Participants', unit: 'locale', width: 13, height }),
    table({
      ...panels.table,
      width: 11,
      height,
      keys: { country: 'Country' },
      hiddenLabels: ['country_code'],
    }),
  ];
}
