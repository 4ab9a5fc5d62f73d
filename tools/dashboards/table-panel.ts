import {
  TableCellDisplayMode,
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { DataLink } from './links.ts';
import { label, type PanelText } from './panel-text.ts';
import { thresholdsProperty, type Steps } from './steps.ts';
import { rowsTarget } from './targets.ts';
import { NOTHING, wordsMapping, type Words } from './words.ts';

/** A column with the values of a query. */
export interface ValueColumn {
  readonly name: string;
  readonly query: string;
  readonly unit: string;
  /** It only brings a label, which is a key. Default false. */
  readonly isHidden?: boolean;
  readonly decimals?: number;
  /** A bar of this colour behind the number, up to `max` or the column's largest value; or colours of the number by value. */
  readonly look?: { readonly bar: string; readonly max?: number } | { readonly colors: Steps };
  /** Words in place of numbers. */
  readonly words?: Words;
  /** In pixels; default: what is left, shared out. */
  readonly width?: number;
}

export interface TableOptions extends Omit<PanelText, 'unit'> {
  /** Labels of the queries that tell rows apart, with the names of their columns. */
  readonly keys: Readonly<Record<string, string>>;
  /** Where the cells of a key's column lead, by the column's name. */
  readonly links?: Readonly<Record<string, readonly DataLink[]>>;
  /** What the values of a key's column read as, by the column's name. */
  readonly keyWords?: Readonly<Record<string, Words>>;
  /** Widths of keys' columns in pixels, by name; default: what is left, shared out. */
  readonly keyWidths?: Readonly<Record<string, number>>;
  /** Further labels of the queries that no column shows. */
  readonly hiddenLabels?: readonly string[];
  /** Rows are sorted by the first one, largest value first, or smallest first. */
  readonly columns: readonly [ValueColumn, ...ValueColumn[]];
  /** Default `desc`. */
  readonly order?: 'asc' | 'desc';
}

/** A table with a row per label set, made of several queries that have the same labels. */
export function table(options: TableOptions): PanelBuilder {
  const {
    keys,
    links = {},
    keyWords = {},
    keyWidths = {},
    hiddenLabels = [],
    columns,
    order = 'desc',
  } = options;
  const panel = label(new PanelBuilder(), { ...options, unit: 'short' })
    .cellHeight(TableCellHeight.Sm)
    .sortBy([new TableSortByFieldStateBuilder().displayName(columns[0].name).desc(order === 'desc')]);
  for (const [index, { query }] of columns.entries()) {
    panel.withTarget(
      rowsTarget(index === 0 ? `${order === 'desc' ? 'sort_desc' : 'sort'}(${query})` : query, index),
    );
  }

  const fieldName = (index: number): string =>
    columns.length === 1 ? 'Value' : `Value #${String.fromCodePoint(65 + index)}`;
  const hidden = columns.flatMap(({ isHidden = false }, index) => (isHidden ? [fieldName(index)] : []));
  const shown = [...Object.keys(keys), ...columns.map((_, index) => fieldName(index))];
  panel.withTransformation({ id: 'merge', options: {} }).withTransformation({
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(['Time', ...hiddenLabels, ...hidden].map((name) => [name, true])),
      indexByName: Object.fromEntries(shown.map((name, index) => [name, index])),
      renameByName: {
        ...keys,
        ...Object.fromEntries(columns.map(({ name }, index) => [fieldName(index), name])),
      },
    },
  });
  for (const [name, value] of Object.entries(links)) panel.overrideByName(name, [{ id: 'links', value }]);
  for (const [name, words] of Object.entries(keyWords)) panel.overrideByName(name, wordProperties(words));
  for (const [name, value] of Object.entries(keyWidths)) {
    panel.overrideByName(name, [{ id: 'custom.width', value }]);
  }
  for (const column of columns.filter(({ isHidden = false }) => !isHidden))
    panel.overrideByName(column.name, toProperties(column));
  return panel;
}

interface Property {
  id: string;
  value: unknown;
}

function toProperties({ unit, decimals, look, words, width }: ValueColumn): Property[] {
  const properties: Property[] = [{ id: 'unit', value: unit }];
  if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
  if (width !== undefined) properties.push({ id: 'custom.width', value: width });
  if (look !== undefined && 'bar' in look) {
    properties.push(
      {
        id: 'custom.cellOptions',
        value: { type: TableCellDisplayMode.Gauge, mode: 'basic', valueDisplayMode: 'text' },
      },
      { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: look.bar } },
      { id: 'min', value: 0 },
      // Otherwise the largest value of all columns would be the end of the bar.
      { id: 'fieldMinMax', value: true },
    );
    if (look.max !== undefined) properties.push({ id: 'max', value: look.max });
  }
  if (look !== undefined && 'colors' in look) {
    properties.push(
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
      { id: 'color', value: { mode: FieldColorModeId.Thresholds } },
      thresholdsProperty(look.colors),
    );
  }
  if (words !== undefined) properties.push(...wordProperties(words));
  else if (look !== undefined && 'colors' in look) properties.push({ id: 'mappings', value: [NOTHING] });
  return properties;
}

function wordProperties(words: Words): Property[] {
  return [
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
    { id: 'mappings', value: [wordsMapping(words)] },
  ];
}
