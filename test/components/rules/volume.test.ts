import { expect, it } from 'vitest';
import { choicesSchema } from '../../../src/rules/thresholds.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { steadyWeeks, unsteadyWeeks, type ModelledSite } from './exporter-model.ts';
import { at, type Check } from './rule-test.ts';
import { fired, runVolumeScenario, WEDNESDAY } from './volume-scenario.ts';

const HOUR = 3600;

const SATURDAY = WEDNESDAY + 3;
const DAYS = 40;

const steady = steadyWeeks(1000);
type Meetings = ModelledSite['meetings'];

function exceptOn(odd: number, factor: number, usual: Meetings = steady): Meetings {
  return (day, hours) => {
    const meetings = usual(day, hours);
    return meetings === undefined ? undefined : Math.round(meetings * (day === odd ? factor : 1));
  };
}

/** The share of a day's meetings that Webex knows until so many hours after its end. */
function partialUntil(hour: (day: number) => number, share = 0.55, usual: Meetings = steady): Meetings {
  return (day, hours) => {
    const meetings = usual(day, hours);
    return meetings === undefined ? undefined : Math.round(meetings * (hours < hour(day) ? share : 1));
  };
}

function downBetween(from: number, to: number): (time: number) => boolean {
  return (time) => time < from || time >= to;
}

const isWeekend = (day: number): boolean => ((((day + 4) % 7) + 7) % 7) % 6 === 0;
const halved = exceptOn(WEDNESDAY, 0.5);

/** Every site is an account of its own, so that what is told of one hides nothing of another. */
function apart(sites: Readonly<Record<string, ModelledSite>>): Readonly<Record<string, ModelledSite>> {
  return Object.fromEntries(Object.entries(sites).map(([site, spec]) => [site, { account: site, ...spec }]));
}

/** Sites with a drop to be told, on WEDNESDAY, of so many percent. */
const dropping: Readonly<Record<string, ModelledSite & { readonly percent: number }>> = {
  'half gone': { meetings: halved, percent: 50 },
  'half gone, of forty': { meetings: exceptOn(WEDNESDAY, 0.5, steadyWeeks(40)), percent: 50 },
  'odd day in the history': { meetings: exceptOn(WEDNESDAY - 7, 0.9, halved), percent: 50 },
  'exporter down for four days a week ago': {
    meetings: halved,
    isUp: downBetween(at(WEDNESDAY - 7, 0), at(WEDNESDAY - 3, 0)),
    percent: 50,
  },
  'history by a backfill': { meetings: halved, backfilledUntil: at(WEDNESDAY - 1, 20), percent: 50 },
  'weekend-silent': {
    meetings: (day, hours) => (isWeekend(day) ? undefined : halved(day, hours)),
    percent: 50,
  },
};

/** Sites about which there is nothing to page. */
const quiet: Readonly<Record<string, ModelledSite>> = {
  steady: { meetings: steady },
  'weeks that differ': { meetings: unsteadyWeeks(1000) },
  'change within the limit': { meetings: exceptOn(WEDNESDAY, 0.7) },
  'three meetings a day, then none': { meetings: exceptOn(WEDNESDAY, 0, steadyWeeks(3)) },
  'three meetings a day, then twelve': { meetings: exceptOn(WEDNESDAY, 4, steadyWeeks(3)) },
  'two weeks of history': { meetings: halved, isUp: downBetween(0, at(WEDNESDAY - 15, 0)) },
  'day that never comes': { meetings: (day) => (day === WEDNESDAY ? undefined : steady(day)) },
  'exporter down for four days': {
    meetings: steady,
    isUp: downBetween(at(WEDNESDAY, 7), at(WEDNESDAY + 4, 7)),
  },
  'Saturday of a big site': { meetings: exceptOn(SATURDAY, 0.75, steadyWeeks(1600)) },
  '7d only': { meetings: halved, windows: ['7d'] },
  'threshold-of-its-own': { meetings: halved },
  'quiet-day-alone': { meetings: halved },
  // 1970-02-05, a Thursday, is a holiday of Pakistan.
  'holiday and bridge day': {
    meetings: exceptOn(WEDNESDAY + 1, 0.1, exceptOn(WEDNESDAY + 2, 0.55)),
    countries: () => ({ PK: 1 }),
  },
  'holiday of a fifth of its people': {
    meetings: exceptOn(WEDNESDAY, 0.55),
    countries: () => ({ DE: 0.82, LK: 0.18 }),
  },
  'ten percent a week less': { meetings: (day) => Math.round(steady(day) * 0.9 ** (day / 7)) },
  'new and ramping': {
    meetings: (day) => Math.round(steady(day) * Math.min(1, Math.max(0, day - 10) / 30)),
    isUp: (time) => time >= at(10, 0),
  },
  removed: { meetings: steady, isUp: downBetween(at(WEDNESDAY, 0), Infinity) },
};

const choices = choicesSchema.parse({
  holidays: ['LK', 'PK'],
  overrides: [{ sites: '.*own', thresholds: { dropRatio: 0.8 } }],
  quietDays: [{ sites: '.*alone', days: ['1970-02-04'] }],
});

const firing = 'ALERTS{alertname=~"Webex(Account|All)?Meetings.*",alertstate="firing",severity!="info"}';

const text = (site: string, percent: number): Record<string, string> => ({
  summary: 'Far fewer Webex meetings than on the same weekday of the weeks before.',
  description: `${site} held ${percent}% fewer meetings on the newest settled day than the median of the same weekday in the four weeks before.`,
  runbook_url:
    'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks/WebexMeetingsDropped.md',
});

/** Those sites alone have ever been told. */
function toldOf(sites: Readonly<Record<string, unknown>>, days: number): Check {
  const labels = Object.keys(sites).map(
    (site) => `{alertname="WebexMeetingsDropped", account="${site}", severity="warning", site="${site}"}`,
  );
  return fired(days, labels, 'severity!="info"');
}

describeWith(['promtool'], 'the alerts on the volume of a site', ({ promtool }) => {
  it('page for a settled drop, and for nothing else', { timeout: 180_000 }, async () => {
    const fires = Object.entries(dropping).map(([site, { percent }]) => ({
      labels: { severity: 'warning', site, account: site },
      annotations: text(site, percent),
    }));
    const checks: readonly Check[] = [
      { at: at(WEDNESDAY + 1, 16), expression: firing, gives: {} },
      { at: at(WEDNESDAY + 1, 20), alert: 'WebexMeetingsDropped', fires },
      { at: at(WEDNESDAY + 2, 12), expression: `count(${firing})`, gives: { '{}': fires.length } },
      { at: at(WEDNESDAY + 2, 20), expression: firing, gives: {} },
      toldOf(dropping, DAYS),
    ];
    const sites = apart({ ...dropping, ...quiet });
    expect(await runVolumeScenario(promtool, { sites, choices, checks })).toBe('');
  });

  it('wait until a day is complete, as late as days were seen to be', { timeout: 180_000 }, async () => {
    const paging: Readonly<Record<string, ModelledSite>> = {
      'every day late to 21:00': { meetings: partialUntil(() => 21, 0.9, halved) },
      'polled every 6 hours': { meetings: halved, intervalSeconds: 6 * HOUR, phaseSeconds: 2 * HOUR },
    };
    const waiting: Readonly<Record<string, ModelledSite>> = {
      'figures at 55 % until 13:00': { meetings: partialUntil(() => 13) },
      'one day late to 18:00': { meetings: partialUntil((day) => (day === WEDNESDAY ? 18 : 4)) },
      'one day late to 18:00, polled every 15 minutes': {
        meetings: partialUntil((day) => (day === WEDNESDAY ? 18 : 4)),
        intervalSeconds: HOUR / 4,
      },
      'every day late to 15:00': { meetings: partialUntil(() => 15) },
      'every day late to 15:00, after a backfill': {
        meetings: partialUntil(() => 15),
        backfilledUntil: at(WEDNESDAY - 2, 20),
      },
      'no figures before 12:00': { meetings: (day, hours) => (hours < 12 ? undefined : steady(day)) },
    };
    const lateness = (site: string): string => `site:webex_day:settle_seconds{site="${site}"} / 3600`;
    const checks: readonly Check[] = [
      {
        at: at(WEDNESDAY, 1),
        expression: lateness('every day late to 15:00'),
        gives: { '{site="every day late to 15:00"}': 15 },
      },
      // A start late in the day finds figures that came long before.
      {
        at: at(WEDNESDAY, 1),
        expression: lateness('figures at 55 % until 13:00'),
        gives: { '{site="figures at 55 % until 13:00"}': 13 },
      },
      // A verdict of the late evening outlives the day.
      {
        at: at(WEDNESDAY + 1, 23),
        expression: firing.replace('{', '{site="every day late to 21:00",'),
        gives: {},
      },
      { at: at(WEDNESDAY + 2, 4), expression: `count(${firing})`, gives: { '{}': 2 } },
      toldOf(paging, DAYS),
    ];
    const sites = apart({ ...paging, ...waiting });
    expect(await runVolumeScenario(promtool, { stepMinutes: 60, sites, checks })).toBe('');
  });

  it('compare with older weeks after a month without data', { timeout: 180_000 }, async () => {
    const gap: Readonly<Record<string, ModelledSite>> = {
      '30 days without data, then half': {
        meetings: (day) => Math.round(steady(day) * (day >= 69 ? 0.5 : 1)),
        isUp: (time) => time < at(40, 0) || time >= at(70, 0),
      },
    };
    const checks = [toldOf(gap, 72)];
    expect(await runVolumeScenario(promtool, { days: 72, sites: apart(gap), checks })).toBe('');
  });
});
