import { describe, expect, it } from 'vitest';
import { accountOf, MINIMAL, problemsOf, resolved } from './resolve.ts';

const HOUR_MS = 3_600_000;
const EARLY = /^WEBEX_STALE_AFTER: shorter than WEBEX_POLL_INTERVAL: /;
const LATE = /^WEBEX_POLL_TIMEOUT: longer than WEBEX_POLL_INTERVAL: /;

describe('durations that do not fit each other', () => {
  it.each<[Readonly<Record<string, string>>, readonly RegExp[]]>([
    [{ WEBEX_STALE_AFTER: '30m' }, [EARLY]],
    [{ WEBEX_STALE_AFTER: '1h' }, []],
    [{ WEBEX_STALE_AFTER: '2h', WEBEX_POLL_INTERVAL: '3h' }, [EARLY]],
    [{ WEBEX_POLL_TIMEOUT: '2h' }, [LATE]],
    [{ WEBEX_POLL_TIMEOUT: '1h' }, []],
    [{ WEBEX_POLL_TIMEOUT: '20s', WEBEX_POLL_INTERVAL: '10s' }, [LATE]],
    [{ WEBEX_POLL_TIMEOUT: '20s', WEBEX_POLL_INTERVAL: '10s', WEBEX_STALE_AFTER: '5s' }, [EARLY, LATE]],
  ])('%j: %j', (given, reasons) => {
    expect(problemsOf({ ...MINIMAL, ...given })).toEqual(
      reasons.map((reason): unknown => expect.stringMatching(reason)),
    );
  });

  it('are said beside the faults of other settings', () => {
    const given = { WEBEX_WINDOWS: '3h', WEBEX_STALE_AFTER: '5s', WEBEX_POLL_TIMEOUT: '2h' };
    expect(problemsOf({ ...MINIMAL, ...given })).toEqual([
      expect.stringMatching(/^WEBEX_WINDOWS: "3h"/),
      expect.stringMatching(EARLY),
      expect.stringMatching(LATE),
    ]);
  });

  it('are not guessed where one of them cannot be read', () => {
    expect(problemsOf({ ...MINIMAL, WEBEX_POLL_INTERVAL: 'soon', WEBEX_STALE_AFTER: '5s' })).toEqual([
      expect.stringMatching(/^WEBEX_POLL_INTERVAL: "soon"/),
    ]);
  });

  it.each([
    ['10s', { pollTimeoutMs: 10_000, staleAfterMs: 48 * HOUR_MS }],
    ['1h', { pollTimeoutMs: 30_000, staleAfterMs: 48 * HOUR_MS }],
    ['24h', { pollTimeoutMs: 30_000, staleAfterMs: 48 * HOUR_MS }],
    ['30h', { pollTimeoutMs: 30_000, staleAfterMs: 60 * HOUR_MS }],
  ])('are none where a default can give way to an interval of %s', (interval, settings) => {
    expect(accountOf({ ...MINIMAL, WEBEX_POLL_INTERVAL: interval })).toMatchObject(settings);
  });
});

describe('durations of single sites', () => {
  const file = (settings: string, sites: string): Record<string, string> => ({
    'config.yaml': `${settings}accounts:\n  - name: a\n    credentials: {access_token: "\${TOKEN}"}\n    sites:\n${sites}`,
  });
  const env = { TOKEN: 'some-token' };

  it('let the defaults give way for the site, and the time-out for the account', () => {
    const [account] = resolved(
      env,
      file(
        '',
        '      - a.webex.com\n      - {site: b.webex.com, poll_interval: 10s}\n      - {site: c.webex.com, poll_interval: 3d}\n',
      ),
      'config.yaml',
    ).config.accounts;
    expect(account).toMatchObject({ pollTimeoutMs: 10_000, staleAfterMs: 48 * HOUR_MS });
    expect(account?.siteSettings.get('b.webex.com')).toMatchObject({ staleAfterMs: 48 * HOUR_MS });
    expect(account?.siteSettings.get('c.webex.com')).toMatchObject({ staleAfterMs: 6 * 24 * HOUR_MS });
  });

  it('are checked against what is given for all, at the line that gives it', () => {
    const sites =
      '      - {site: b.webex.com, poll_interval: 3d}\n      - {site: c.webex.com, poll_interval: 10s}\n';
    expect(problemsOf(env, file('stale_after: 2d\npoll_timeout: 20s\n', sites), 'config.yaml')).toEqual([
      expect.stringContaining('config.yaml: line 1: stale_after: shorter than poll_interval'),
      expect.stringContaining('config.yaml: line 2: poll_timeout: longer than poll_interval'),
    ]);
  });
});

describe('live meetings', () => {
  const sites = (count: number): string =>
    Array.from({ length: count }, (_, index) => `s${index}.webex.com`).join(',');

  it('are off, and can be asked for', () => {
    expect(accountOf(MINIMAL).live).toBe('off');
    for (const live of ['off', 'account', 'site'])
      expect(accountOf({ ...MINIMAL, WEBEX_LIVE: live }).live).toBe(live);
    expect(problemsOf({ ...MINIMAL, WEBEX_LIVE: 'yes' })).toEqual([
      'WEBEX_LIVE: "yes" is not one of off, account, site',
    ]);
  });

  it('of more than 15 sites in turn are refused', () => {
    expect(problemsOf({ ...MINIMAL, WEBEX_LIVE: 'site', WEBEX_SITES: sites(15) })).toEqual([]);
    expect(problemsOf({ ...MINIMAL, WEBEX_LIVE: 'account', WEBEX_SITES: sites(16) })).toEqual([]);
    expect(problemsOf({ ...MINIMAL, WEBEX_LIVE: 'site', WEBEX_SITES: sites(16) })).toEqual([
      expect.stringMatching(/^WEBEX_LIVE: .*16 sites.*`account`$/),
    ]);
  });
});
