import {
  MappingType,
  SpecialValueMatch,
  type SpecialValueMap,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** What to show in place of a number. */
export type Words = Readonly<Record<string, { readonly text: string; readonly color: string }>>;

export function wordsMapping(words: Words): ValueMap {
  return { type: MappingType.ValueToText, options: { ...words } };
}

/** What is not there has no colour: otherwise the dash takes that of the lowest values, which mostly means bad. */
export const NOTHING: SpecialValueMap = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text: '–', color: 'text' } },
};
