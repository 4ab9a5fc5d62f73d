import { expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { siteSeries, steadyWeeks, type ModelledSite } from './exporter-model.ts';
import { at, join, runScenario, type Check, type Scenario, type Series } from './rule-test.ts';

type Sites = Readonly<Record<string, ModelledSite>>;
type Named = readonly [site: string, ModelledSite];

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** When things go wrong, and when they are mended. */
const BROKEN = at(3, 6);
const MENDED = BROKEN + 40 * HOUR;

const isBroken = (time: number): boolean => time >= BROKEN && time < MENDED;
const steady = steadyWeeks(100);
const upTo = (outcome: 'server_error' | 'unauthorized') => (time: number) =>
  isBroken(time) ? outcome : undefined;

/** Groups that say nothing about operation. */
const FOREIGN = [
  'webex-volume',
  'webex-breakdowns',
  'webex-quarters',
  'webex-live',
  'webex-adoption',
  'webex-volume-alerts',
  'webex-live-alerts',
];

/** A running exporter. */
const exporter: Series = {
  'up{job="webex",instance="exporter:10054"}': () => 1,
  'webex_exporter_build_info{job="webex",instance="exporter:10054"}': () => 1,
};

function seriesOf(sites: Sites, days: number): Series {
  return join([exporter, ...Object.entries(sites).map(([site, spec]) => siteSeries(site, spec, days))]);
}

function siteNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `site-${index + 1}.webex.com`);
}

/** All that fires at a moment. */
function firing(time: number, gives: readonly Readonly<Record<string, string>>[], matchers = ''): Check {
  return {
    at: time,
    expression: `count by (alertname, severity, account, site) (ALERTS{alertstate="firing"${matchers}})`,
    gives: Object.fromEntries(
      gives.map((labels) => [
        `{${Object.entries(labels)
          .map(([name, value]) => `${name}="${value}"`)
          .join(', ')}}`,
        1,
      ]),
    ),
  };
}

/** All that ever fired. */
function fired(days: number, gives: readonly Readonly<Record<string, string>>[]): Check {
  const check = firing(at(days, 0), gives);
  if (!('expression' in check)) throw new Error('a check of alerts');
  return { ...check, expression: check.expression.replace(/ALERTS\{.*\}/, `max_over_time($&[${days}d])`) };
}

describeWith(['promtool'], 'the alerts on operation', ({ promtool }) => {
  const run = async (scenario: Scenario): Promise<string> =>
    runScenario(promtool, { without: FOREIGN, ...scenario });

  it('tell an expired token of 30 sites once, by its account', { timeout: 180_000 }, async () => {
    const sites: Sites = Object.fromEntries<ModelledSite>([
      ...siteNames(30).map((site): Named => [
        site,
        { meetings: steady, account: 'acme', failure: upTo('unauthorized') },
      ]),
      ['other.webex.com', { meetings: steady, account: 'other' }],
    ]);
    const series = {
      ...seriesOf(sites, 6),
      // The access token ended, and the refresh token with it.
      'webex_access_token_expiry_timestamp_seconds{account="acme"}': () => BROKEN,
      'webex_refresh_token_expiry_timestamp_seconds{account="acme"}': (time: number) =>
        time < MENDED ? BROKEN : BROKEN + 90 * DAY,
    };
    const one = { alertname: 'WebexUnauthorized', severity: 'critical', account: 'acme' };
    const checks = [
      firing(BROKEN + 1.5 * HOUR, [one], ',severity="critical",alertname!~"WebexRefresh.*"'),
      firing(BROKEN + 3 * HOUR, [one]),
      firing(MENDED - 15 * MINUTE, [one]),
      firing(MENDED + 3 * HOUR, [], ',alertname!~"Webex.*Token.*"'),
    ];
    expect(await run({ days: 6, stepMinutes: 15, series, checks })).toBe('');
  });

  it('tell a mistyped site name once, as a warning', { timeout: 180_000 }, async () => {
    const mistyped: ModelledSite = {
      meetings: steady,
      failure: () => 'not_found',
      windows: ['1d', '7d', '28d'],
    };
    const right: ModelledSite = { meetings: steady };
    const sites = {
      'acmee.webex.com': mistyped,
      ...Object.fromEntries(siteNames(4).map((site) => [site, right])),
    };
    const one = {
      alertname: 'WebexSiteRefused',
      severity: 'warning',
      account: 'main',
      site: 'acmee.webex.com',
    };
    const checks = [firing(at(0, 2), [one]), fired(7, [one])];
    expect(await run({ days: 7, stepMinutes: 30, series: seriesOf(sites, 7), checks })).toBe('');
  });

  it.each([
    ['15m', 15 * MINUTE],
    ['6h', 6 * HOUR],
    ['24h', 24 * HOUR],
  ])('hold for a poll interval of %s', { timeout: 180_000 }, async (_, intervalSeconds) => {
    const timing = { intervalSeconds, phaseSeconds: (5 * HOUR) % intervalSeconds };
    const sites: Sites = {
      'down.webex.com': { ...timing, meetings: steady, account: 'down', failure: upTo('server_error') },
      'refused.webex.com': { ...timing, meetings: steady, account: 'refused', failure: upTo('unauthorized') },
      // A failure that a second try mends.
      'hiccup.webex.com': {
        ...timing,
        meetings: steady,
        account: 'hiccup',
        failure: (time) => (time >= BROKEN && time < BROKEN + 4 * MINUTE ? 'timeout' : undefined),
      },
    };
    const both = [
      { alertname: 'WebexUnavailable', severity: 'warning', account: 'down', site: 'down.webex.com' },
      { alertname: 'WebexUnauthorized', severity: 'critical', account: 'refused' },
    ];
    const dueHours = Math.ceil((2 * intervalSeconds) / HOUR) + 1;
    const times = [dueHours, 37, 38, 39].filter((hours) => hours < 40);
    const checks = [
      ...times.map((hours) => firing(BROKEN + hours * HOUR, both)),
      firing(MENDED + Math.min(24 * HOUR, 4 * intervalSeconds), []),
      fired(7, both),
    ];
    expect(await run({ days: 7, stepMinutes: 15, series: seriesOf(sites, 7), checks })).toBe('');
  });

  it('keep still for a first install at any hour of the day', { timeout: 180_000 }, async () => {
    const sites = Object.fromEntries(
      Array.from({ length: 24 }, (_, hour): [string, ModelledSite] => [
        `installed-at-${hour}.webex.com`,
        {
          meetings: (day, hours) => (hours < 13.5 ? undefined : steady(day)),
          account: `hour-${hour}`,
          windows: ['1d', '7d'],
          isUp: (time) => time >= at(4, hour),
        },
      ]),
    );
    const checks = [fired(7, [])];
    expect(await run({ days: 7, stepMinutes: 30, series: seriesOf(sites, 7), checks })).toBe('');
  });

  it(
    'keep still, with those on volume, about a site without figures at weekends, in any week',
    { timeout: 180_000 },
    async () => {
      const isWeekend = (day: number): boolean => (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
      const sites = Object.fromEntries(
        // Installed on each day of a week.
        Array.from({ length: 7 }, (_, start): [string, ModelledSite] => [
          `silent-${start}.webex.com`,
          {
            meetings: (day, hours) => (isWeekend(day) || hours < 2 ? undefined : steady(day)),
            account: `start-${start}`,
            isUp: (time) => time >= at(start, 10),
          },
        ]),
      );
      const series = seriesOf(sites, 60);
      const without = [
        'webex-breakdowns',
        'webex-quarters',
        'webex-live',
        'webex-adoption',
        'webex-live-alerts',
      ];
      expect(await run({ days: 60, stepMinutes: 240, without, series, checks: [fired(60, [])] })).toBe('');
    },
  );

  it(
    'tell of a cause at most sites of an account once, and of figures that are gone in its place',
    { timeout: 180_000 },
    async () => {
      const forDays = (outcome: 'network' | 'forbidden') => (time: number) =>
        time >= BROKEN && time < BROKEN + 3 * DAY ? outcome : undefined;
      const sites: Sites = Object.fromEntries<ModelledSite>([
        ...siteNames(6).map((site, index): Named => [
          site,
          { meetings: steady, account: 'cut', ...(index < 4 ? { failure: forDays('network') } : {}) },
        ]),
        ...['a', 'b', 'c'].map((site): Named => [
          `${site}.example.com`,
          { meetings: steady, account: 'licence', failure: forDays('forbidden') },
        ]),
      ]);
      const licence = { alertname: 'WebexSiteRefused', severity: 'warning', account: 'licence' };
      const checks = [
        firing(BROKEN + 4 * HOUR, [
          { alertname: 'WebexUnavailable', severity: 'warning', account: 'cut' },
          licence,
        ]),
        firing(BROKEN + 52 * HOUR, [
          { alertname: 'WebexFiguresMissing', severity: 'critical', account: 'cut' },
          licence,
        ]),
        firing(BROKEN + 3 * DAY + 6 * HOUR, []),
      ];
      expect(await run({ days: 8, stepMinutes: 30, series: seriesOf(sites, 8), checks })).toBe('');
    },
  );

  it('tell when Webex gives no new days: of one site, or of an account', { timeout: 180_000 }, async () => {
    const stuckFrom = (first: number) => (day: number) =>
      day >= first && day < first + 4 ? undefined : steady(day);
    const sites: Sites = {
      'stuck.webex.com': { meetings: stuckFrom(20) },
      ...Object.fromEntries(siteNames(4).map((site) => [site, { meetings: steady }])),
      'one.example.com': { meetings: stuckFrom(20), account: 'late' },
      'two.example.com': { meetings: stuckFrom(20), account: 'late' },
    };
    const both = [
      { alertname: 'WebexDataDateStuck', severity: 'warning', account: 'main', site: 'stuck.webex.com' },
      { alertname: 'WebexDataDateStuck', severity: 'warning', account: 'late' },
    ];
    const checks = [
      firing(at(21, 13), []),
      firing(at(22, 4), both),
      firing(at(22, 22), both),
      firing(at(25, 6), []),
      fired(27, both),
    ];
    expect(await run({ days: 27, stepMinutes: 60, series: seriesOf(sites, 27), checks })).toBe('');
  });

  it('tell of the exporter, its shards, its polls and its tokens', { timeout: 180_000 }, async () => {
    const newestMidnight = (time: number): number => time - (time % DAY);
    const series: Series = {
      ...exporter,
      'up{job="alone",instance="a:10054"}': (time) => (isBroken(time) ? 0 : 1),
      'webex_exporter_build_info{job="alone",instance="a:10054"}': (time) => (isBroken(time) ? undefined : 1),
      'up{job="something else",instance="b:80"}': () => 0,
      'webex_exporter_shards{job="shards",instance="a:10054"}': () => 2,
      'webex_exporter_shard{job="shards",instance="a:10054"}': () => 0,
      'webex_exporter_shard{job="shards",instance="b:10054"}': (time) => (isBroken(time) ? 0 : 1),
      'webex_exporter_config_last_reload_successful{job="webex",instance="a:10054"}': (time) =>
        isBroken(time) ? 0 : 1,
      'webex_folded_label_values{account="wide",site="wide.webex.com",window="1d",label="country"}': (
        time,
      ) => (isBroken(time) ? 7 : 0),
      'webex_api_throttled_seconds_total{account="busy"}': (time) =>
        2 * Math.max(0, Math.min(time, MENDED) - BROKEN),
      // A life of two days, renewed at half of it, but for one time.
      'webex_access_token_expiry_timestamp_seconds{account="old"}': (time) =>
        (isBroken(time) ? newestMidnight(BROKEN) : newestMidnight(time)) + 2 * DAY,
      'webex_refresh_token_expiry_timestamp_seconds{account="weeks"}': (time) =>
        time + (isBroken(time) ? 20 : 80) * DAY,
      'webex_refresh_token_expiry_timestamp_seconds{account="days"}': (time) =>
        time + (isBroken(time) ? 2 : 80) * DAY,
      // Polls that stop while the exporter is scraped.
      'webex_poll_last_attempt_timestamp_seconds{collector="meetings",account="stopped",site="s.webex.com",window="1d"}':
        (time) => (isBroken(time) ? BROKEN : time),
      'webex_poll_interval_seconds{collector="meetings",account="stopped",site="s.webex.com",window="1d"}':
        () => HOUR,
    };
    const all = [
      { alertname: 'WebexExporterDown', severity: 'critical' },
      { alertname: 'WebexShardMissing', severity: 'critical' },
      { alertname: 'WebexConfigReloadFailed', severity: 'warning' },
      { alertname: 'WebexLabelValuesFolded', severity: 'info', account: 'wide', site: 'wide.webex.com' },
      { alertname: 'WebexBudgetTooSmall', severity: 'warning', account: 'busy' },
      { alertname: 'WebexAccessTokenNotRenewed', severity: 'warning', account: 'old' },
      { alertname: 'WebexRefreshTokenExpiring', severity: 'warning', account: 'weeks' },
      { alertname: 'WebexRefreshTokenEnding', severity: 'critical', account: 'days' },
      { alertname: 'WebexPollsStopped', severity: 'critical', account: 'stopped' },
    ];
    const checks = [
      firing(BROKEN, []),
      firing(BROKEN + 36 * HOUR, all),
      firing(MENDED + 2 * HOUR, []),
      fired(7, all),
    ];
    expect(await run({ days: 7, stepMinutes: 15, series, checks })).toBe('');
  });

  it(
    'tell of an exporter that is not there, and once of the only one when it is down',
    { timeout: 180_000 },
    async () => {
      const absent = { alertname: 'WebexExporterAbsent', severity: 'critical' };
      expect(await run({ days: 1, stepMinutes: 15, series: {}, checks: [firing(at(0, 2), [absent])] })).toBe(
        '',
      );
      const only: Series = {
        'up{job="webex",instance="a:10054"}': (time) => (isBroken(time) ? 0 : 1),
        'webex_exporter_build_info{job="webex",instance="a:10054"}': (time) =>
          isBroken(time) ? undefined : 1,
      };
      const down = { alertname: 'WebexExporterDown', severity: 'critical' };
      expect(await run({ days: 5, stepMinutes: 15, series: only, checks: [fired(5, [down])] })).toBe('');
    },
  );
});
