import { describe, expect, it } from 'vitest';
import { toDemoEnvironment } from '../../../src/commands/demo-environment.ts';
import { resolveConfig, type ResolvedConfig } from '../../../src/config/config.ts';

const URL = 'http://127.0.0.1:10055';
const SITES = ['acme.webex.com', 'acme-eu.webex.com'];

function resolve(given: Readonly<Record<string, string>>): ResolvedConfig['config'] {
  const problems: string[] = [];
  const { env } = toDemoEnvironment(given, URL, SITES);
  const readFile = (): never => {
    throw new Error('the demo opens no file');
  };
  const resolved = resolveConfig({ env, readFile, listFolder: readFile }, problems, { purpose: 'simulate' });
  if (resolved === undefined) throw new Error(problems.join('\n'));
  expect(resolved.warnings).toEqual([]);
  return resolved.config;
}

describe('the environment of the demo', () => {
  it('is the simulator alone, whatever accounts the environment names', () => {
    const given = {
      WEBEX_SITES: 'real.webex.com',
      WEBEX_ACCESS_TOKEN: 'a-real-token',
      WEBEX_CLIENT_SECRET_FILE: '/run/secrets/real',
      WEBEX_ANALYTICS_URL: 'https://analytics-eu.webexapis.com',
    };
    const [account, ...others] = resolve(given).accounts;
    expect(others).toEqual([]);
    expect(account).toMatchObject({
      sites: SITES,
      credentials: { kind: 'oauth', clientId: 'simulator-client-id' },
    });
    expect(account?.analyticsUrl.href).toBe(`${URL}/`);
    expect(account?.apiUrl.href).toBe(`${URL}/`);
    const { env, ignored } = toDemoEnvironment(given, URL, SITES);
    expect(Object.values(env).filter((text) => text?.includes('real'))).toEqual([]);
    expect(ignored).toEqual([
      'WEBEX_SITES',
      'WEBEX_ANALYTICS_URL',
      'WEBEX_ACCESS_TOKEN',
      'WEBEX_CLIENT_SECRET_FILE',
    ]);
  });

  it('polls often enough to watch and asks for live meetings, unless told otherwise', () => {
    expect(resolve({ WEBEX_POLL_INTERVAL: '', WEBEX_LIVE: '' }).accounts).toMatchObject([
      { pollIntervalMs: 15_000, live: 'account' },
    ]);
    expect(resolve({ WEBEX_POLL_INTERVAL: '2m', WEBEX_LIVE: 'off' }).accounts).toMatchObject([
      { pollIntervalMs: 120_000, live: 'off' },
    ]);
  });

  it('obeys the settings that are about polling, pushing and keeping', () => {
    const config = resolve({
      WEBEX_WINDOWS: '1d',
      WEBEX_MAX_LABEL_VALUES: '7',
      WEBEX_STATE_DIR: '/var/lib/webex-exporter',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    });
    expect(config).toMatchObject({
      stateDir: '/var/lib/webex-exporter/demo',
      accounts: [{ windows: [{ label: '1d' }], maxLabelValues: 7 }],
    });
    expect(config.openTelemetry?.otlp?.endpoint.origin).toBe('http://127.0.0.1:4318');
  });
});
