import { keyOf, SETTINGS, type SettingName } from './settings.ts';
import type { Origin } from './source.ts';

/** How the place where an account is described calls its settings, for what is said of those that are not given. */
export interface Terms {
  /** Where a setting would stand; without a name, the place as a whole. */
  readonly originOf: (name?: SettingName) => Origin;
  readonly wordFor: (name: SettingName) => string;
}

export const ENVIRONMENT_TERMS: Terms = {
  originOf: (name) => ({ name: name === undefined ? '' : SETTINGS[name].variable }),
  wordFor: (name) => SETTINGS[name].variable,
};

export function createFileTerms(account: string, place: string): Terms {
  const about = `account ${account}`;
  return {
    originOf: (name) => ({ name: name === undefined ? about : `${about}: ${keyOf(name)}`, place }),
    wordFor: keyOf,
  };
}
