import type { z } from 'zod';
import * as values from './values.ts';

/** One setting of an account: where it is read from, what it means, how its text is read. */
interface Setting<T> {
  readonly variable: string;
  /** Undefined: it has none and must be set. */
  readonly defaultText: string | undefined;
  readonly help: string;
  readonly schema: z.ZodType<T, string>;
}

function setting<T>(
  variable: string,
  defaultText: string | undefined,
  help: string,
  schema: z.ZodType<T, string>,
): Setting<T> {
  return { variable, defaultText, help, schema };
}

/** Every setting of an account but its credentials, with the environment variable that sets it. */
export const ACCOUNT_SETTINGS = {
  sites: setting('WEBEX_SITES', undefined, 'comma-separated site host names, e.g. `acme.webex.com,acme-eu.webex.com`', values.sites),
  analyticsUrl: setting('WEBEX_ANALYTICS_URL', 'https://analytics.webexapis.com', 'base URL of the analytics API (regions, government, proxies, simulator)', values.baseUrl),
  apiUrl: setting('WEBEX_API_URL', 'https://webexapis.com', 'base URL of the token endpoint', values.baseUrl),
  windows: setting('WEBEX_WINDOWS', '1d,7d,28d', 'rolling windows, whole UTC days', values.windows),
  dataDelayDays: setting('WEBEX_DATA_DELAY', '1d', 'how many days before today the newest asked day lies', values.days),
  pollIntervalMs: setting('WEBEX_POLL_INTERVAL', '1h', 'one poll of each site and window per interval', values.duration),
  pollTimeoutMs: setting('WEBEX_POLL_TIMEOUT', '30s', 'bound on one HTTP request, body included', values.duration),
  pollConcurrency: setting('WEBEX_POLL_CONCURRENCY', '4', 'HTTP requests in flight at most, per account', values.count(1, 1000)),
  requestsPerMinute: setting('WEBEX_REQUESTS_PER_MINUTE', '60', 'budget per account, retries included', values.count(1, 100_000)),
  staleAfterMs: setting('WEBEX_STALE_AFTER', '48h', "age at which a window's last good answer is no longer exposed", values.duration),
  maxLabelValues: setting('WEBEX_MAX_LABEL_VALUES', '300', 'kept values per open label and site; the rest fold into `other`', values.count(1, 100_000)),
  allowHttp: setting('WEBEX_ALLOW_HTTP', 'false', 'accept a base URL of plain http to another machine (an in-cluster simulator, say): the token travels unencrypted', values.flag),
} as const;

export type AccountSettingName = keyof typeof ACCOUNT_SETTINGS;

export type AccountSettings = {
  readonly [Name in AccountSettingName]: z.output<(typeof ACCOUNT_SETTINGS)[Name]['schema']>;
};

/** A credential, given by its variable or by a file that `<variable>_FILE` names. */
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
    isSecret: false,
    help: 'OAuth refresh grant of an Integration, used instead of a ready token',
  },
  clientSecret: { variable: 'WEBEX_CLIENT_SECRET', isSecret: true, help: "the Integration's secret" },
  refreshToken: { variable: 'WEBEX_REFRESH_TOKEN', isSecret: true, help: 'the refresh token to begin with' },
} as const satisfies Record<string, CredentialSetting>;
