import { CHANGE_COLORS, COLORS } from './colors.ts';
import type { ValueColumn } from './table-panel.ts';

/** A change against the usual, or against what the name says. */
export function changeColumn(query: string, width: number, name = 'Change'): ValueColumn {
  return { name, query, unit: 'percentunit', decimals: 0, look: { colors: CHANGE_COLORS }, width };
}

/** Shares of all joins. */
export function shareColumn(query: string): ValueColumn {
  return { name: 'Share', query, unit: 'percentunit', decimals: 1, look: { bar: COLORS.participants } };
}
