import {
  createStore,
  type Store,
  type StoredAccount,
  type StoredTarget,
  type StoreOptions,
} from '../../src/snapshot/store.ts';
import { HOUR_MS } from './time.ts';

/** What names a window of a site of the account `default`. */
export interface WindowKey {
  readonly collector: string;
  readonly account: string;
  readonly site: string;
  readonly window: string;
}

export function windowKey(site: string, window: string): WindowKey {
  return { collector: 'meetings', account: 'default', site, window };
}

/** A window that is asked once an hour and shown for two days. */
export function storedTarget(
  key: StoredTarget['key'],
  changes: Partial<Omit<StoredTarget, 'key'>> = {},
): StoredTarget {
  return { key, intervalMs: HOUR_MS, staleAfterMs: 48 * HOUR_MS, isRequired: true, ...changes };
}

interface StoreContent {
  readonly targets: readonly StoredTarget[];
  readonly accounts: readonly StoredAccount[];
}

export function createFilledStore({ targets, accounts, ...options }: StoreOptions & StoreContent): Store {
  const store = createStore(options);
  store.reconfigure(targets, accounts);
  return store;
}
