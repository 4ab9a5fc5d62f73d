import { z } from 'zod';
import * as values from './values.ts';

/** How the text of each setting of an account is read. Durations are in milliseconds, windows and delay in whole days. */
export const ACCOUNT_SCHEMA = z.object({
  /** None only where they are discovered. */
  sites: values.orNone(values.sites),
  analyticsUrl: values.baseUrl,
  apiUrl: values.baseUrl,
  windows: values.windows,
  dataDelayDays: values.days,
  pollIntervalMs: values.duration,
  pollTimeoutMs: values.duration,
  pollConcurrency: values.count(1, 1000),
  requestsPerMinute: values.count(1, 100_000),
  staleAfterMs: values.duration,
  maxLabelValues: values.count(1, 100_000),
  allowHttp: values.flag,
  discover: values.flag,
  discoverInclude: values.patterns,
  discoverExclude: values.patterns,
});

export type AccountSettings = Readonly<z.output<typeof ACCOUNT_SCHEMA>>;
export type AccountSettingName = keyof AccountSettings;

interface Setting {
  /** The environment variable that sets it. */
  readonly variable: string;
  /** Undefined: it has none and must be set. */
  readonly defaultText?: string;
  readonly help: string;
}

/** What users are told of each setting: the README's table, `--help` and the messages read it. */
export const ACCOUNT_SETTINGS: Readonly<Record<AccountSettingName, Setting>> = {
  sites: {
    variable: 'WEBEX_SITES',
    help: 'comma-separated site host names, e.g. `acme.webex.com,acme-eu.webex.com`',
  },
  analyticsUrl: {
    variable: 'WEBEX_ANALYTICS_URL',
    defaultText: 'https://analytics.webexapis.com',
    help: 'base URL of the analytics API (regions, government, proxies, simulator)',
  },
  apiUrl: {
    variable: 'WEBEX_API_URL',
    defaultText: 'https://webexapis.com',
    help: 'base URL of the token endpoint',
  },
  windows: { variable: 'WEBEX_WINDOWS', defaultText: '1d,7d,28d', help: 'rolling windows, whole UTC days' },
  dataDelayDays: {
    variable: 'WEBEX_DATA_DELAY',
    defaultText: '1d',
    help: 'how many days before today the newest asked day lies',
  },
  pollIntervalMs: {
    variable: 'WEBEX_POLL_INTERVAL',
    defaultText: '1h',
    help: 'one poll of each site and window per interval',
  },
  pollTimeoutMs: {
    variable: 'WEBEX_POLL_TIMEOUT',
    defaultText: '30s',
    help: 'bound on one HTTP request, body included',
  },
  pollConcurrency: {
    variable: 'WEBEX_POLL_CONCURRENCY',
    defaultText: '4',
    help: 'HTTP requests in flight at most, per account',
  },
  requestsPerMinute: {
    variable: 'WEBEX_REQUESTS_PER_MINUTE',
    defaultText: '60',
    help: 'budget per account, retries included',
  },
  staleAfterMs: {
    variable: 'WEBEX_STALE_AFTER',
    defaultText: '48h',
    help: "age at which a window's last good answer is no longer exposed",
  },
  maxLabelValues: {
    variable: 'WEBEX_MAX_LABEL_VALUES',
    defaultText: '300',
    help: 'kept values per open label and site; the rest fold into `other`',
  },
  allowHttp: {
    variable: 'WEBEX_ALLOW_HTTP',
    defaultText: 'false',
    help: 'accept a base URL of plain http to another machine (an in-cluster simulator, say); the token then travels unencrypted',
  },
  discover: {
    variable: 'WEBEX_DISCOVER',
    defaultText: 'false',
    help: 'poll the sites that Webex names for the organisation too, looked for once a day; needs scope spark-admin:licenses_read',
  },
  discoverInclude: {
    variable: 'WEBEX_DISCOVER_INCLUDE',
    defaultText: '',
    help: 'comma-separated patterns such as `*-eu.webex.com`: only discovered sites that match one',
  },
  discoverExclude: {
    variable: 'WEBEX_DISCOVER_EXCLUDE',
    defaultText: '',
    help: 'comma-separated patterns: no discovered site that matches one',
  },
};

/** Settings of the exporter as a whole. */
export const EXPORTER_SETTINGS: Readonly<Record<'stateDir', Setting>> = {
  stateDir: {
    variable: 'WEBEX_STATE_DIR',
    help: 'where the snapshot and rotated tokens are kept over restarts; unset = memory only',
  },
};

/** A credential; a secret one can also be given by a file that `<variable>_FILE` names. */
export interface CredentialSetting {
  readonly variable: string;
  readonly isSecret: boolean;
  readonly help: string;
}

export const CREDENTIAL_SETTINGS = {
  accessToken: {
    variable: 'WEBEX_ACCESS_TOKEN',
    isSecret: true,
    help: 'a ready bearer token; the file is read again when it changes',
  },
  clientId: {
    variable: 'WEBEX_CLIENT_ID',
    isSecret: true,
    help: 'client id of an OAuth Integration, whose refresh grant is used instead of a ready token',
  },
  clientSecret: { variable: 'WEBEX_CLIENT_SECRET', isSecret: true, help: "the Integration's client secret" },
  refreshToken: { variable: 'WEBEX_REFRESH_TOKEN', isSecret: true, help: 'the refresh token to begin with' },
} as const satisfies Record<string, CredentialSetting>;

/** Settings that can be given for one site too. */
export const SITE_SETTING_NAMES = [
  'windows',
  'dataDelayDays',
  'pollIntervalMs',
  'staleAfterMs',
  'maxLabelValues',
] as const satisfies readonly AccountSettingName[];

export type SiteSettings = Pick<AccountSettings, (typeof SITE_SETTING_NAMES)[number]>;

/** The variables of each kind; a configuration file has a key for each. */
export const SITE_VARIABLES: readonly string[] = SITE_SETTING_NAMES.map(
  (name) => ACCOUNT_SETTINGS[name].variable,
);

export const TUNING_VARIABLES: readonly string[] = Object.values(ACCOUNT_SETTINGS)
  .map(({ variable }) => variable)
  .filter((variable) => variable !== ACCOUNT_SETTINGS.sites.variable);

export const CREDENTIAL_VARIABLES: readonly string[] = Object.values(CREDENTIAL_SETTINGS).flatMap(
  ({ variable, isSecret }) => (isSecret ? [variable, `${variable}_FILE`] : [variable]),
);

/** The key of a configuration file that says what a variable says: WEBEX_POLL_INTERVAL is poll_interval. */
export function toFileKey(variable: string): string {
  return variable.replace(/^WEBEX_/, '').toLowerCase();
}
