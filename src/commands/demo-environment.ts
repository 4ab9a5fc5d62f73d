import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { CREDENTIAL_NAMES, SETTINGS, type SettingName } from '../config/settings.ts';
import { SIMULATOR_CREDENTIALS } from '../simulator/endpoints/tokens.ts';

/** Settings that the demo gives itself: the user's may name real sites and accounts. */
const OWN_NAMES: readonly SettingName[] = ['sites', 'analyticsUrl', 'apiUrl', ...CREDENTIAL_NAMES];

export interface DemoEnvironment {
  readonly env: Environment;
  /** Variables that are set and not obeyed. */
  readonly ignored: readonly string[];
}

/** The user's environment, but asking the simulator at `url` for its `sites`. */
export function toDemoEnvironment(
  given: Environment,
  url: string,
  sites: readonly string[],
): DemoEnvironment {
  const ownVariables = OWN_NAMES.map((name) => SETTINGS[name].variable);
  const stateDir = given[SETTINGS.stateDir.variable];
  return {
    env: {
      WEBEX_POLL_INTERVAL: '15s',
      WEBEX_LIVE: 'account',
      ...withoutEmpty(given),
      ...Object.fromEntries(ownVariables.map((variable) => [variable, undefined])),
      // Beside the real accounts' tokens, which are kept under the same names.
      ...(stateDir ? { [SETTINGS.stateDir.variable]: join(stateDir, 'demo') } : {}),
      WEBEX_SITES: sites.join(','),
      WEBEX_ANALYTICS_URL: url,
      WEBEX_API_URL: url,
      WEBEX_ALLOW_HTTP: 'true',
      WEBEX_CLIENT_ID: SIMULATOR_CREDENTIALS.clientId,
      WEBEX_CLIENT_SECRET: SIMULATOR_CREDENTIALS.clientSecret,
      WEBEX_REFRESH_TOKEN: SIMULATOR_CREDENTIALS.refreshToken,
    },
    ignored: ownVariables.filter((variable) => given[variable]),
  };
}

/** An empty variable is an unset one, and must not hide a default of the demo's. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, text]) => text));
}
