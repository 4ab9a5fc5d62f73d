import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src/config/settings.ts';
import { accountOf, MINIMAL, problemsOf, resolved } from './resolve.ts';
import { HOUR_MS } from '../../support/time.ts';

describe('the configuration from the environment', () => {
  it('has the defaults of the contract', () => {
    const account = accountOf(MINIMAL);
    expect(account).toMatchObject({
      sites: ['acme.webex.com'],
      windows: [{ days: 1 }, { days: 7 }, { days: 28 }],
      dataDelayDays: 1,
      pollIntervalMs: HOUR_MS,
      pollTimeoutMs: 30_000,
      pollConcurrency: 4,
      requestsPerMinute: 60,
      staleAfterMs: 48 * HOUR_MS,
      maxLabelValues: 300,
      allowHttp: false,
    });
    expect(String(account.analyticsUrl)).toBe('https://analytics.webexapis.com/');
    expect(String(account.apiUrl)).toBe('https://webexapis.com/');
  });

  it.each([
    ['WEBEX_SITES', 'a.webex.com,b.webex.com', { sites: ['a.webex.com', 'b.webex.com'] }],
    ['WEBEX_WINDOWS', '3d', { windows: [{ label: '3d', days: 3 }] }],
    ['WEBEX_DATA_DELAY', '2d', { dataDelayDays: 2 }],
    ['WEBEX_POLL_INTERVAL', '1h30m', { pollIntervalMs: 1.5 * HOUR_MS }],
    ['WEBEX_POLL_TIMEOUT', '5s', { pollTimeoutMs: 5000 }],
    ['WEBEX_POLL_CONCURRENCY', '1', { pollConcurrency: 1 }],
    ['WEBEX_REQUESTS_PER_MINUTE', '10', { requestsPerMinute: 10 }],
    ['WEBEX_STALE_AFTER', '3d', { staleAfterMs: 72 * HOUR_MS }],
    ['WEBEX_MAX_LABEL_VALUES', '50', { maxLabelValues: 50 }],
    ['WEBEX_ALLOW_HTTP', 'true', { allowHttp: true }],
    [
      'WEBEX_ANALYTICS_URL',
      'https://analytics-eu.webexapis.com',
      { analyticsUrl: new URL('https://analytics-eu.webexapis.com') },
    ],
    ['WEBEX_API_URL', 'https://api.example', { apiUrl: new URL('https://api.example') }],
  ])('%s=%s sets it', (name, text, setting) => {
    expect(accountOf({ ...MINIMAL, [name]: text })).toMatchObject(setting);
  });

  it('takes an empty variable for an unset one', () => {
    const empty = Object.fromEntries(Object.values(SETTINGS).map(({ variable }) => [variable, '']));
    expect(accountOf({ ...empty, ...MINIMAL })).toEqual(accountOf(MINIMAL));
    expect(problemsOf(empty)).toEqual(problemsOf({}));
  });

  it.each([
    ['WEBEX_SITES', 'https://acme.webex.com'],
    ['WEBEX_WINDOWS', '36h'],
    ['WEBEX_DATA_DELAY', '12h'],
    ['WEBEX_POLL_INTERVAL', 'hourly'],
    ['WEBEX_POLL_TIMEOUT', '500ms'],
    ['WEBEX_POLL_CONCURRENCY', '0'],
    ['WEBEX_REQUESTS_PER_MINUTE', '-1'],
    ['WEBEX_STALE_AFTER', '48'],
    ['WEBEX_MAX_LABEL_VALUES', '1.5'],
    ['WEBEX_ALLOW_HTTP', 'perhaps'],
    ['WEBEX_ANALYTICS_URL', 'analytics.webexapis.com'],
    ['WEBEX_API_URL', 'ftp://webexapis.com'],
    ['WEBEX_SITES', ' '],
  ])('refuses %s=%j with one line that names the variable', (name, text) => {
    expect(problemsOf({ ...MINIMAL, [name]: text })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: [^\n]+$`)),
    ]);
  });

  it('names what is missing', () => {
    expect(problemsOf({})).toEqual([
      expect.stringMatching(/^WEBEX_SITES: not set: /),
      expect.stringMatching(/^no credentials: give WEBEX_ACCESS_TOKEN/),
    ]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      WEBEX_SITES: 'https://a.webex.com,b.webex.com,b.webex.com',
      WEBEX_WINDOWS: '1d,36h',
      WEBEX_POLL_INTERVAL: 'hourly',
      WEBEX_POLL_CONCURRENCY: 'many',
      WEBEX_API_URL: 'http://proxy.example',
      WEBEX_CLIENT_ID: 'id',
    });
    const named = problems.map((problem) => /^WEBEX_\w+/.exec(problem)?.[0]);
    expect(named.map(String).sort()).toEqual([
      'WEBEX_API_URL',
      'WEBEX_CLIENT_SECRET',
      'WEBEX_POLL_CONCURRENCY',
      'WEBEX_POLL_INTERVAL',
      'WEBEX_REFRESH_TOKEN',
      'WEBEX_SITES',
      'WEBEX_SITES',
      'WEBEX_WINDOWS',
    ]);
  });
});

describe('a base URL of plain http', () => {
  it.each([
    'http://127.0.0.1:10055',
    'http://127.8.9.10',
    'http://127.10.255.255',
    'http://localhost:10055',
    'http://LOCALHOST',
    'http://[::1]:10055',
    'https://analytics.example',
  ])('is taken on the same machine: %s', (url) => {
    expect(problemsOf({ ...MINIMAL, WEBEX_ANALYTICS_URL: url, WEBEX_API_URL: url })).toEqual([]);
  });

  it.each([
    'http://analytics.webexapis.com',
    'http://simulator.default.svc:10055',
    'http://10.0.0.1',
    'http://0.0.0.0:10055',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://127.example',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
  ])('is refused to another machine: %s', (url) => {
    for (const name of ['WEBEX_ANALYTICS_URL', 'WEBEX_API_URL']) {
      expect(problemsOf({ ...MINIMAL, [name]: url })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: plain http to .*WEBEX_ALLOW_HTTP to true`)),
      ]);
      expect(problemsOf({ ...MINIMAL, [name]: url, WEBEX_ALLOW_HTTP: 'true' })).toEqual([]);
      expect(problemsOf({ ...MINIMAL, [name]: url, WEBEX_ALLOW_HTTP: 'false' })).toHaveLength(1);
    }
  });
});

describe('warnings', () => {
  it('has none for a plain configuration', () => {
    expect(resolved(MINIMAL).warnings).toEqual([]);
  });

  it.each([
    ['WEBEX_SITE', '; did you mean WEBEX_SITES?'],
    ['WEBEX_POLL_INTERVALL', '; did you mean WEBEX_POLL_INTERVAL?'],
    ['WEBEX_ACCES_TOKEN_FILE', '; did you mean WEBEX_ACCESS_TOKEN_FILE?'],
    ['WEBEX_CLIENT_ID_FIEL', '; did you mean WEBEX_CLIENT_ID_FILE?'],
    ['WEBEX_FAVOURITE_COLOUR', ''],
    ['WEBEX_', ''],
  ])('say that %s is not a setting', (name, hint) => {
    expect(resolved({ ...MINIMAL, [name]: 'x' }).warnings).toEqual([
      `${name} is not a setting and has no effect${hint}`,
    ]);
  });

  it('say it among the problems too, since a misspelt name leaves another unset', () => {
    const problems = problemsOf({ WEBEX_SITE: 'acme.webex.com', WEBEX_ACCESS_TOKEN: 'some-token' });
    expect(problems).toEqual([
      expect.stringMatching(/^WEBEX_SITES: not set/),
      'WEBEX_SITE is not a setting and has no effect; did you mean WEBEX_SITES?',
    ]);
  });

  it.each([
    'WEBEX_EXPORTER_PORT',
    'WEBEX_EXPORTER_SERVICE_HOST',
    'WEBEX_EXPORTER_PORT_10054_TCP_ADDR',
    'WEBEX_EXPORTER_REVISION',
    'PATH',
    'MY_WEBEX_SITE',
    'webex_site',
  ])('say nothing of %s', (name) => {
    expect(resolved({ ...MINIMAL, [name]: 'tcp://10.0.0.1:10054' }).warnings).toEqual([]);
  });

  it('never repeat the value of a misspelt variable', () => {
    const { warnings } = resolved({ ...MINIMAL, WEBEX_ACCESS_TOKN: 'hunter2' });
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain('hunter2');
  });

  it.each([
    { sites: 20, interval: '1m', perMinute: '60', late: false },
    { sites: 21, interval: '1m', perMinute: '60', late: true },
    { sites: 30, interval: '90s', perMinute: '60', late: false },
    { sites: 31, interval: '90s', perMinute: '60', late: true },
  ])(
    'say when $sites sites do not fit $interval at $perMinute per minute: $late',
    ({ sites, interval, perMinute, late }) => {
      const { warnings } = resolved({
        ...MINIMAL,
        WEBEX_SITES: Array.from({ length: sites }, (_, index) => `s${index}.webex.com`).join(','),
        WEBEX_POLL_INTERVAL: interval,
        WEBEX_REQUESTS_PER_MINUTE: perMinute,
      });
      expect(warnings.map((warning) => warning.includes('each poll will come late'))).toEqual(
        late ? [true] : [],
      );
    },
  );
});
