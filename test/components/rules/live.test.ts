import { expect, it } from 'vitest';
import { choicesSchema } from '../../../src/rules/thresholds.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { siteSeries, steadyWeeks } from './exporter-model.ts';
import { at, join, runScenario, type Check, type Series, type ValueAt } from './rule-test.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Tuesday of the fifth week. */
const TUESDAY = 33;

/** Meetings that run at a time of the week: two humps on working days, a few at weekends, more at full hours. */
function curve(size: number, shiftHours: (time: number) => number = () => 0): ValueAt {
  return (time) => {
    const local = time + shiftHours(time) * HOUR;
    const hour = (local % DAY) / HOUR;
    const weekday = (Math.floor(local / DAY) + 4) % 7;
    const hump = (middle: number): number => Math.exp(-((hour - middle) ** 2) / 4);
    const busy = (hump(10) + 0.9 * hump(14.5)) * (weekday % 6 === 0 ? 0.03 : 1);
    const swing = 1 + 0.06 * Math.sin(time / 7919) + 0.04 * Math.sin(time / 1913);
    return Math.round(size * (busy * swing + 0.01));
  };
}

function live(account: string, meetings: ValueAt, badShare: ValueAt = () => 0.04): Series {
  const quality = (share: (bad: number) => number): ValueAt => {
    return (time) => {
      const all = meetings(time);
      return all === undefined ? undefined : Math.round(all * share(badShare(time) ?? 0));
    };
  };
  const labels = `account="${account}"`;
  const poll = `collector="live",account="${account}"`;
  return {
    [`webex_live_meetings{${labels}}`]: meetings,
    [`webex_live_meetings_by_quality{${labels},quality="good"}`]: quality((bad) => 1 - bad),
    [`webex_live_meetings_by_quality{${labels},quality="bad"}`]: quality((bad) => bad),
    [`webex_poll_success{${poll}}`]: (time) => (meetings(time) === undefined ? 0 : 1),
    [`webex_poll_outcome{${poll},outcome="forbidden"}`]: (time) =>
      meetings(time) === undefined ? 1 : undefined,
  };
}

function except(usual: ValueAt, from: number, to: number, factor: number | undefined): ValueAt {
  return (time) => {
    const meetings = usual(time);
    if (meetings === undefined || time < from || time >= to) return meetings;
    return factor === undefined ? undefined : Math.round(meetings * factor);
  };
}

const firing = (time: number, gives: readonly string[]): Check => ({
  at: time,
  expression: 'count by (alertname, account) (ALERTS{alertstate="firing",alertname=~"WebexLive.*"})',
  gives: Object.fromEntries(gives.map((labels) => [labels, 1])),
});

const fired = (days: number, gives: readonly string[]): Check => ({
  at: at(days, 0),
  expression: `count by (alertname, account) (max_over_time(ALERTS{alertstate="firing",alertname=~"WebexLive.*"}[${days}d]))`,
  gives: Object.fromEntries(gives.map((labels) => [labels, 1])),
});

const OTHERS = [
  'webex-breakdowns',
  'webex-quarters',
  'webex-polls',
  'webex-adoption',
  'webex-volume-alerts',
  'webex-poll-alerts',
  'webex-token-alerts',
  'webex-exporter-alerts',
];

describeWith(['promtool'], 'the alerts on live meetings', ({ promtool }) => {
  it(
    'tell of an incident within 20 minutes, and of nothing in quiet weeks',
    { timeout: 180_000 },
    async () => {
      const [from, to] = [at(TUESDAY, 10), at(TUESDAY, 12)];
      const series = join([
        live('incident', except(curve(300), from, to, 0.3)),
        live('deploy', except(curve(300), from, from + 20 * MINUTE, undefined)),
        live(
          'clocks',
          curve(300, (time) => (time < at(TUESDAY - 2, 1) ? 0 : -1)),
        ),
        live('tiny', except(curve(12), from, to, 0)),
        live('noisy', curve(300), (time) => (time >= from && time < to ? 0.35 : 0.04)),
        live('refused', except(curve(300), from, to, undefined)),
      ]);
      const told = [
        '{alertname="WebexLiveMeetingsDropped", account="incident"}',
        '{alertname="WebexLiveQualityBad", account="noisy"}',
      ];
      const refused = '{alertname="WebexLiveUnavailable", account="refused"}';
      const checks = [
        firing(from, []),
        firing(from + 20 * MINUTE, told),
        firing(from + HOUR, [...told, refused]),
        firing(to + 20 * MINUTE, []),
        fired(TUESDAY + 1, [...told, refused]),
      ];
      const without = [...OTHERS, 'webex-days', 'webex-volume'];
      expect(
        await runScenario(promtool, { days: TUESDAY + 1, stepMinutes: 10, without, series, checks }),
      ).toBe('');
    },
  );

  it(
    'keep still on a quiet day of the account’s sites, and not on another’s',
    { timeout: 180_000 },
    async () => {
      const day = TUESDAY;
      const accounts = ['AU', 'US'];
      const series = join(
        accounts.flatMap((code) => [
          live(code, except(curve(300), at(day, 0), at(day + 1, 0), 0.1)),
          siteSeries(
            `${code}.webex.com`,
            { account: code, meetings: steadyWeeks(500), countries: () => ({ [code]: 0.8 }) },
            day + 2,
          ),
        ]),
      );
      const choices = choicesSchema.parse({
        holidays: ['US'],
        quietDays: [{ sites: 'AU.webex.com', days: [new Date(day * DAY * 1000).toISOString().slice(0, 10)] }],
      });
      const checks = [fired(day + 2, ['{alertname="WebexLiveMeetingsDropped", account="US"}'])];
      expect(
        await runScenario(promtool, {
          days: day + 2,
          stepMinutes: 60,
          without: OTHERS,
          series,
          checks,
          choices,
        }),
      ).toBe('');
    },
  );
});
