import type { Credentials } from './credentials.ts';
import type { AccountSettings, SiteSettings } from './settings.ts';

/** One Webex organisation: its credentials, base URLs, sites and how they are polled. */
export interface AccountConfig extends AccountSettings {
  /** The `account` label. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Settings of single sites that differ from the account's. */
  readonly siteSettings: ReadonlyMap<string, SiteSettings>;
  /** `sites` and those that other shards poll: for what one shard asks about all of them. */
  readonly sitesOfAllShards: readonly string[];
}

/** How one site of an account is polled. */
export function settingsOf(account: AccountConfig, site: string): SiteSettings {
  return account.siteSettings.get(site) ?? account;
}
