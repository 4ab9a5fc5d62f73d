import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';

/** What to show in place of a number. */
export type Words = Readonly<Record<string, { readonly text: string; readonly color: string }>>;

export function wordsMapping(words: Words): ValueMap {
  return { type: MappingType.ValueToText, options: { ...words } };
}
