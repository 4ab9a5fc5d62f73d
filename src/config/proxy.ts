import type { ProxySettings } from '../proxy.ts';
import { withoutCredentials } from '../redaction.ts';
import type { Environment } from './environment.ts';

/**
 * The proxies of the environment, as Go programs read them: the upper-case name counts before the lower-case one, and a
 * value without a scheme is http. What cannot be used is an error here, where Go would go without a proxy in silence.
 */
export function readProxySettings(env: Environment, problems: string[]): ProxySettings {
  return {
    http: readProxy('HTTP_PROXY', env, problems),
    https: readProxy('HTTPS_PROXY', env, problems),
    noProxy: env['NO_PROXY'] || env['no_proxy'] || '',
  };
}

/** The proxies as `--config.check` shows them; undefined where there are none. */
export function toPrintableProxies({ http, https, noProxy }: ProxySettings): object | undefined {
  if (http === undefined && https === undefined) return undefined;
  return {
    https: https && withoutCredentials(https),
    http: http && withoutCredentials(http),
    no_proxy: noProxy,
  };
}

function readProxy(name: string, env: Environment, problems: string[]): URL | undefined {
  const variable = env[name] ? name : name.toLowerCase();
  const text = env[variable]?.trim();
  if (!text) return undefined;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  // Never the text itself: what is wrong may be in the password.
  if (url === undefined || url.hostname === '') {
    problems.push(`${variable} is not a URL of a proxy such as http://proxy.example:3128`);
  } else if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    problems.push(`${variable}: a proxy is spoken to by http or https, not by ${url.protocol.slice(0, -1)}`);
  } else if (!isPercentEncoded(url)) {
    problems.push(`${variable}: user or password hold a % that is no percent-encoding; write it as %25`);
  } else {
    return url;
  }
  return undefined;
}

function isPercentEncoded({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}
