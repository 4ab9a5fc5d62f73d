import { expect, it } from 'vitest';
import { ALERTS } from '../../../src/rules/alerts.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { at, runScenario, type Check, type ValueAt } from './rule-test.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** When things go wrong, and when they are mended. */
const BROKEN = at(2, 6);
const MENDED = at(4, 6);

interface Case {
  readonly series: Readonly<Record<string, ValueAt>>;
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  /** Hours after BROKEN at which it does not fire yet, and does. */
  readonly quietHours: number;
  readonly firingHours: number;
  /** Hours after MENDED at which it fires no more. */
  readonly resolvedHours: number;
}

const isBroken = (time: number): boolean => time >= BROKEN && time < MENDED;
const newestMidnight = (time: number): number => time - (time % DAY);

/** Grows by the hour while broken, from an old value. */
const failures: ValueAt = (time) =>
  time < BROKEN ? 5 : 6 + Math.floor((Math.min(time, MENDED - HOUR) - BROKEN) / HOUR);

function failingSite(site: string, outcome: string): Readonly<Record<string, ValueAt>> {
  return {
    [`webex_polls_total{site="${site}",window="1d",outcome="${outcome}"}`]: failures,
    [`webex_polls_total{site="${site}",window="1d",outcome="success"}`]: (time) => time / HOUR,
    [`webex_poll_success{site="${site}",window="1d"}`]: (time) => (isBroken(time) ? 0 : 1),
    [`webex_meetings{site="${site}",window="1d"}`]: () => 3,
  };
}

function failingCase(
  alert: string,
  severity: string,
  outcome: string,
  patienceHours: number,
  describe: (site: string) => string,
): Case {
  const site = `${outcome}.webex.com`;
  return {
    alert,
    series: failingSite(site, outcome),
    labels: { severity, site, outcome },
    description: describe(site),
    quietHours: patienceHours - 0.25,
    firingHours: patienceHours,
    resolvedHours: 0,
  };
}

const cases: readonly Case[] = [
  {
    alert: 'WebexDataDateStuck',
    series: {
      'webex_window_end_timestamp_seconds{site="stuck.webex.com",window="1d"}': (time) =>
        newestMidnight(isBroken(time) ? BROKEN : time),
    },
    labels: { severity: 'warning', site: 'stuck.webex.com', window: '1d' },
    description: 'The 1d figures of stuck.webex.com are still about the days they were about 40h ago.',
    // It moved for the last time six hours before.
    quietHours: 33.75,
    firingHours: 36,
    resolvedHours: 0,
  },
  {
    alert: 'WebexAnswerStale',
    series: {
      'webex_poll_last_success_timestamp_seconds{site="stale.webex.com",window="7d"}': (time) =>
        isBroken(time) ? BROKEN : time,
    },
    labels: { severity: 'warning', site: 'stale.webex.com', window: '7d' },
    description: 'The newest good answer for the 7d figures of stale.webex.com is 1d 0h 0m 0s old.',
    quietHours: 16,
    firingHours: 24,
    resolvedHours: 0,
  },
  {
    alert: 'WebexFiguresMissing',
    series: {
      'webex_poll_success{site="empty.webex.com",window="28d"}': () => 0,
      'webex_meetings{site="empty.webex.com",window="28d"}': (time) => (isBroken(time) ? undefined : 3),
    },
    labels: { severity: 'critical', site: 'empty.webex.com', window: '28d' },
    description:
      'empty.webex.com is polled and has no 28d figures: polls failed for so long that the last good answer was dropped, or none ever came.',
    quietHours: 0.75,
    firingHours: 1,
    resolvedHours: 0,
  },
  failingCase(
    'WebexUnauthorized',
    'critical',
    'unauthorized',
    0.25,
    (site) => `Webex refuses the token for ${site}. All sites of its account are affected.`,
  ),
  failingCase(
    'WebexSiteRefused',
    'warning',
    'forbidden',
    0.5,
    (site) => `Polls of ${site} end with forbidden, which does not pass by itself.`,
  ),
  failingCase(
    'WebexRateLimited',
    'warning',
    'rate_limited',
    3,
    (site) => `Polls of ${site} have been given up for hours because Webex throttles them.`,
  ),
  failingCase(
    'WebexUnavailable',
    'warning',
    'timeout',
    3,
    (site) => `Polls of ${site} have ended with timeout for hours.`,
  ),
  {
    alert: 'WebexBudgetTooSmall',
    series: {
      'webex_api_throttled_seconds_total{account="busy"}': (time) =>
        2 * Math.max(0, Math.min(time, MENDED) - BROKEN),
    },
    labels: { severity: 'warning', account: 'busy' },
    description:
      '2 requests of account busy were waiting on average, for the request budget or for a Retry-After to end.',
    quietHours: 6,
    firingHours: 8,
    resolvedHours: 1,
  },
  {
    alert: 'WebexAccessTokenNotRenewed',
    series: {
      // A life of two days, renewed at half of it, but for one time.
      'webex_access_token_expiry_timestamp_seconds{account="old"}': (time) =>
        (isBroken(time) ? newestMidnight(BROKEN) : newestMidnight(time)) + 2 * DAY,
    },
    labels: { severity: 'warning', account: 'old' },
    description:
      '12.5% of the life of the access token of account old are left. It is renewed at half its life where that works.',
    quietHours: 30,
    firingHours: 36,
    resolvedHours: 0,
  },
  ...(['warning', 'critical'] as const).map((severity): Case => {
    const days = severity === 'warning' ? 20 : 2;
    return {
      alert: 'WebexRefreshTokenExpiring',
      series: {
        [`webex_refresh_token_expiry_timestamp_seconds{account="${severity}"}`]: (time) =>
          time + (isBroken(time) ? days : 80) * DAY,
      },
      labels: { severity, account: severity },
      description: `The refresh token of account ${severity} ends in ${days}d 0h 0m 0s. Then somebody has to authorise the account again.`,
      quietHours: 0.75,
      firingHours: 1,
      resolvedHours: 0,
    };
  }),
  {
    alert: 'WebexExporterDown',
    series: {
      'up{job="meetings",instance="a:10054"}': (time) => (isBroken(time) ? 0 : 1),
      'webex_exporter_build_info{job="meetings",instance="a:10054"}': (time) =>
        isBroken(time) ? undefined : 1,
      'up{job="something else",instance="b:80"}': () => 0,
    },
    labels: { severity: 'critical', job: 'meetings', instance: 'a:10054' },
    description: 'Scrapes of a:10054 (job meetings) fail.',
    quietHours: 0,
    firingHours: 0.25,
    resolvedHours: 0,
  },
  {
    alert: 'WebexExporterAbsent',
    series: {},
    labels: { severity: 'critical' },
    description: 'No target shows the exporter: it is not running, or not scraped any more.',
    quietHours: 0,
    firingHours: 0.25,
    resolvedHours: 0,
  },
  {
    alert: 'WebexShardMissing',
    series: {
      'webex_exporter_shards{job="shards",instance="a:10054"}': () => 2,
      'webex_exporter_shard{job="shards",instance="a:10054"}': () => 0,
      'webex_exporter_shard{job="shards",instance="b:10054"}': (time) => (isBroken(time) ? 0 : 1),
    },
    labels: { severity: 'critical', job: 'shards' },
    description:
      '1 of the shards that the sites are divided into are not running, or not scraped, in job shards.',
    quietHours: 0,
    firingHours: 0.25,
    resolvedHours: 0,
  },
  {
    alert: 'WebexConfigReloadFailed',
    series: {
      'webex_exporter_config_last_reload_successful{job="meetings",instance="a:10054"}': (time) =>
        isBroken(time) ? 0 : 1,
    },
    labels: { severity: 'warning', job: 'meetings', instance: 'a:10054' },
    description: 'a:10054 goes on with its old configuration; its log says what is wrong.',
    quietHours: 0,
    firingHours: 0.25,
    resolvedHours: 0,
  },
  {
    alert: 'WebexLabelValuesFolded',
    series: {
      'webex_folded_label_values{site="wide.webex.com",window="1d",label="country"}': (time) =>
        isBroken(time) ? 7 : 0,
      'webex_folded_label_values{site="wide.webex.com",window="1d",label="role"}': () => 0,
    },
    labels: { severity: 'info', site: 'wide.webex.com', label: 'country' },
    description: '7 values of country of wide.webex.com are added up as "other".',
    quietHours: 0.75,
    firingHours: 1,
    resolvedHours: 0,
  },
];

/** Every morning Webex has nothing yet, until 13:45. */
const isMorning = (time: number): boolean => time % DAY < 13.75 * HOUR;

const healthy: Readonly<Record<string, ValueAt>> = {
  // Dates that come at once and dates that come late, by turns.
  'webex_window_end_timestamp_seconds{site="morning.webex.com",window="1d"}': (time) =>
    newestMidnight(time) - (isMorning(time) && time % (2 * DAY) < DAY ? DAY : 0),
  'webex_poll_last_success_timestamp_seconds{site="morning.webex.com",window="1d"}': (time) =>
    isMorning(time) ? newestMidnight(time) - HOUR : time,
  'webex_polls_total{site="morning.webex.com",window="1d",outcome="no_data"}': (time) =>
    Math.floor(time / HOUR),
  'webex_poll_success{site="morning.webex.com",window="1d"}': (time) => (isMorning(time) ? 0 : 1),
  // An hour of trouble.
  'webex_polls_total{site="hiccup.webex.com",window="1d",outcome="network"}': (time) =>
    time < BROKEN ? 0 : 1,
  'webex_poll_success{site="hiccup.webex.com",window="1d"}': (time) =>
    time >= BROKEN && time < BROKEN + HOUR ? 0 : 1,
  'webex_meetings{site="hiccup.webex.com",window="1d"}': () => 3,
  // Refused long ago.
  'webex_polls_total{site="mended.webex.com",window="1d",outcome="unauthorized"}': () => 9,
  'webex_poll_success{site="mended.webex.com",window="1d"}': () => 1,
  'webex_meetings{site="mended.webex.com",window="1d"}': () => 3,
  'webex_access_token_expiry_timestamp_seconds{account="young"}': (time) => newestMidnight(time) + 2 * DAY,
  'webex_api_throttled_seconds_total{account="calm"}': (time) => time / 10,
};

/** Of an exporter that has just started: its counters were never 0. */
const justStarted: Readonly<Record<string, ValueAt>> = {
  'webex_polls_total{site="new.webex.com",window="1d",outcome="unauthorized"}': (time) =>
    time < BROKEN ? undefined : 1,
  'webex_poll_success{site="new.webex.com",window="1d"}': (time) => (time < BROKEN ? undefined : 0),
  'webex_meetings{site="new.webex.com",window="1d"}': (time) => (time < BROKEN ? undefined : 3),
};

describeWith(['promtool'], 'the alerts on operation', ({ promtool }) => {
  const run = async (series: Readonly<Record<string, ValueAt>>, checks: readonly Check[]): Promise<string> =>
    runScenario(promtool, { days: 5, stepMinutes: 15, series, checks });

  it(
    'fire in time, say what is wrong, and resolve; none fires for anything else',
    { timeout: 120_000 },
    async () => {
      const series = Object.fromEntries(
        [healthy, ...cases.map((one) => one.series)].flatMap((some) => Object.entries(some)),
      );
      const checks = cases.flatMap(({ alert, labels, ...hours }): readonly Check[] => {
        const selector = Object.entries({ alertname: alert, alertstate: 'firing', ...labels })
          .map(([name, value]) => `${name}="${value}"`)
          .join(',');
        const count = `count(ALERTS{${selector}})`;
        return [
          { at: BROKEN + hours.quietHours * HOUR, expression: count, gives: {} },
          { at: BROKEN + hours.firingHours * HOUR, alert, fires: cases.filter((one) => one.alert === alert) },
          { at: MENDED + hours.resolvedHours * HOUR, expression: count, gives: {} },
        ];
      });
      const firing = Object.fromEntries(
        cases.map(({ alert, labels }) => [
          `{alertname="${alert}", severity="${labels['severity'] ?? ''}"}`,
          1,
        ]),
      );
      const everFired = 'count by (alertname, severity) (max_over_time(ALERTS{alertstate="firing"}[5d]))';
      expect(await run(series, [...checks, { at: at(5, 0), expression: everFired, gives: firing }])).toBe('');
    },
  );

  it('see failures that are as old as the exporter', async () => {
    const expression = 'count by (site) (ALERTS{alertname="WebexUnauthorized",alertstate="firing"})';
    const gives = { '{site="new.webex.com"}': 1 };
    expect(await run(justStarted, [{ at: BROKEN + HOUR, expression, gives }])).toBe('');
  });

  it('are all tried here, but for those on volume', () => {
    const tried = new Set(cases.map(({ alert }) => alert));
    const all = Object.values(ALERTS).flat();
    expect(all.filter(({ name }) => !tried.has(name)).map(({ name }) => name)).toEqual([
      'WebexMeetingsDropped',
      'WebexMeetingsSurged',
    ]);
  });
});
