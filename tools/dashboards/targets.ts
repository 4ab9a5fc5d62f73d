import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The data source that the reader picked. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** Every panel's queries are answered by the picked data source, whatever the default one is. */
function target(query: string, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(String.fromCodePoint(65 + index))
    .expr(query);
}

/** Values over the panel's time range; `legend` may name labels: `{{site}}`. */
export function rangeTarget(query: string, legend: string, index: number): DataqueryBuilder {
  return target(query, index).range().legendFormat(legend);
}

/** Values at the end of the panel's time range. */
export function instantTarget(query: string, legend: string, index: number): DataqueryBuilder {
  return target(query, index).instant().legendFormat(legend);
}

/** The same as rows of a table. */
export function rowsTarget(query: string, index: number): DataqueryBuilder {
  return target(query, index).instant().format(PromQueryFormat.Table);
}
