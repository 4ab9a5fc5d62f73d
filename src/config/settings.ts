import type * as z from 'zod';
import * as values from './values.ts';

/** `account`: one figure for all sites of an account; `site`: one for each of them, in turn. */
export const LIVE_MODES = ['off', 'account', 'site'] as const;

export interface Setting {
  /** The environment variable that sets it. */
  readonly variable: string;
  /** Undefined: it has none and must be set. */
  readonly defaultText?: string;
  readonly help: string;
}

/** A setting of an account: how its text is read, and what users are told of it in reference, `--help` and messages. */
interface AccountSetting extends Setting {
  readonly schema: z.ZodType<unknown, string>;
}

/** Durations are in milliseconds, windows and delay in whole days. */
const ACCOUNT_TABLE = {
  sites: {
    schema: values.orNone(values.sites),
    variable: 'WEBEX_SITES',
    help: 'comma-separated site host names, e.g. `acme.webex.com,acme-eu.webex.com`',
  },
  analyticsUrl: {
    schema: values.baseUrl('https://analytics.webexapis.com'),
    variable: 'WEBEX_ANALYTICS_URL',
    defaultText: 'https://analytics.webexapis.com',
    help: 'base URL of the analytics API (regions, government, proxies, simulator)',
  },
  apiUrl: {
    schema: values.baseUrl('https://webexapis.com'),
    variable: 'WEBEX_API_URL',
    defaultText: 'https://webexapis.com',
    help: 'base URL of the token endpoint and of site discovery',
  },
  windows: {
    schema: values.windows,
    variable: 'WEBEX_WINDOWS',
    defaultText: '1d,7d,28d',
    help: 'rolling windows, whole UTC days',
  },
  dataDelayDays: {
    schema: values.days,
    variable: 'WEBEX_DATA_DELAY',
    defaultText: '1d',
    help: 'how many days before today the newest asked day lies',
  },
  pollIntervalMs: {
    schema: values.duration,
    variable: 'WEBEX_POLL_INTERVAL',
    defaultText: '1h',
    help: 'one poll of each site and window per interval',
  },
  pollTimeoutMs: {
    schema: values.duration,
    variable: 'WEBEX_POLL_TIMEOUT',
    defaultText: '30s',
    help: 'bound on one HTTP request, body included; at most the poll interval, which the default gives way to',
  },
  pollConcurrency: {
    schema: values.wholeNumber(1, 1000),
    variable: 'WEBEX_POLL_CONCURRENCY',
    defaultText: '4',
    help: 'HTTP requests in flight at most, per account',
  },
  requestsPerMinute: {
    schema: values.wholeNumber(1, 100_000),
    variable: 'WEBEX_REQUESTS_PER_MINUTE',
    defaultText: '60',
    help: 'budget per account, retries included',
  },
  staleAfterMs: {
    schema: values.duration,
    variable: 'WEBEX_STALE_AFTER',
    defaultText: '48h',
    help: "age at which a window's last good answer is no longer exposed; at least the poll interval, and by default at least two",
  },
  maxLabelValues: {
    schema: values.wholeNumber(1, 100_000),
    variable: 'WEBEX_MAX_LABEL_VALUES',
    defaultText: '300',
    help: 'kept values per open label and site; the rest fold into `other`',
  },
  allowHttp: {
    schema: values.flag,
    variable: 'WEBEX_ALLOW_HTTP',
    defaultText: 'false',
    help: 'accept a base URL of plain http to another machine (an in-cluster simulator, say); the token then travels unencrypted',
  },
  discover: {
    schema: values.flag,
    variable: 'WEBEX_DISCOVER',
    defaultText: 'false',
    help: 'poll the sites that Webex names for the organisation too, looked for once a day; needs scope spark-admin:licenses_read',
  },
  discoverInclude: {
    schema: values.patterns,
    variable: 'WEBEX_DISCOVER_INCLUDE',
    defaultText: '',
    help: 'comma-separated patterns such as `*-eu.webex.com`: only discovered sites that match one',
  },
  discoverExclude: {
    schema: values.patterns,
    variable: 'WEBEX_DISCOVER_EXCLUDE',
    defaultText: '',
    help: 'comma-separated patterns: no discovered site that matches one',
  },
  live: {
    schema: values.oneOf(LIVE_MODES),
    variable: 'WEBEX_LIVE',
    defaultText: 'off',
    help: 'live meetings: `off`, `account` (one request a minute for all sites of the account) or `site` (its sites in turn, one a minute; 15 sites at most)',
  },
} satisfies Record<string, AccountSetting>;

export type AccountSettingName = keyof typeof ACCOUNT_TABLE;
export type AccountSettings = {
  readonly [Name in AccountSettingName]: z.output<(typeof ACCOUNT_TABLE)[Name]['schema']>;
};

export const ACCOUNT_SETTINGS: Readonly<Record<AccountSettingName, AccountSetting>> = ACCOUNT_TABLE;

export const ACCOUNT_NAMES = namesOf(ACCOUNT_SETTINGS);

/** Settings that can be given for one site too. */
export const SITE_NAMES = [
  'windows',
  'dataDelayDays',
  'pollIntervalMs',
  'staleAfterMs',
  'maxLabelValues',
] as const satisfies readonly AccountSettingName[];

export type SiteSettings = Pick<AccountSettings, (typeof SITE_NAMES)[number]>;

const CREDENTIAL_SETTINGS = {
  accessToken: { variable: 'WEBEX_ACCESS_TOKEN', help: 'a ready bearer token' },
  accessTokenFile: {
    variable: 'WEBEX_ACCESS_TOKEN_FILE',
    help: 'a file that holds it, read again when it changes',
  },
  clientId: {
    variable: 'WEBEX_CLIENT_ID',
    help: 'client id of an OAuth Integration or Service App, whose refresh grant is used instead of a ready token',
  },
  clientIdFile: { variable: 'WEBEX_CLIENT_ID_FILE', help: 'a file that holds it' },
  clientSecret: { variable: 'WEBEX_CLIENT_SECRET', help: 'its client secret' },
  clientSecretFile: { variable: 'WEBEX_CLIENT_SECRET_FILE', help: 'a file that holds it' },
  refreshToken: {
    variable: 'WEBEX_REFRESH_TOKEN',
    help: 'the refresh token to begin with; not needed with a state directory, where `webex-exporter login` keeps one',
  },
  refreshTokenFile: { variable: 'WEBEX_REFRESH_TOKEN_FILE', help: 'a file that holds it' },
} as const satisfies Record<string, Setting>;

export type CredentialName = 'accessToken' | 'clientId' | 'clientSecret' | 'refreshToken';
export type SettingName = AccountSettingName | 'stateDir' | keyof typeof CREDENTIAL_SETTINGS;

export const SETTINGS: Readonly<Record<SettingName, Setting>> = {
  ...ACCOUNT_SETTINGS,
  stateDir: {
    variable: 'WEBEX_STATE_DIR',
    help: 'where the snapshot and rotated tokens are kept over restarts; unset = memory only',
  },
  ...CREDENTIAL_SETTINGS,
};

/** What can be given for all accounts or for one; the sites of an account are a list of their own. */
export const TUNING_NAMES = ACCOUNT_NAMES.filter((name) => name !== 'sites');
export const CREDENTIAL_NAMES = namesOf(CREDENTIAL_SETTINGS);

/** The key of a configuration file: what WEBEX_POLL_INTERVAL says, poll_interval says there. */
export function keyOf(name: SettingName): string {
  return SETTINGS[name].variable.replace(/^WEBEX_/, '').toLowerCase();
}

export function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (name: string): name is Name => Object.hasOwn(record, name);
  return Object.keys(record).filter(isName);
}
