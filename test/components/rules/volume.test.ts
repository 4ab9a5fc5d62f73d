import { expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { at, runScenario, type Check } from './rule-test.ts';
import { downBetween, siteSeries, steadyWeeks, unsteadyWeeks, type SiteDays } from './site-days.ts';

/** Days counted from 1970-01-01: Wednesday 1970-02-04, the Sunday before, and a Monday kept in Australia. */
const WEDNESDAY = 34;
const SUNDAY = 31;
const AUSTRALIA_DAY = 25;
const DAYS = 38;

const steady = steadyWeeks(1000);

function exceptOn(odd: number, factor: number, usual = steady): (day: number) => number {
  return (day) => Math.round(usual(day) * (day === odd ? factor : 1));
}

const halved = exceptOn(WEDNESDAY, 0.5);
const restart = at(WEDNESDAY - 3, 10);

/** Sites whose drop has to be told, with the day of the drop and its size. */
const dropping: Readonly<Record<string, SiteDays & { readonly day: number; readonly percent: number }>> = {
  'half gone': { meetings: halved, day: WEDNESDAY, percent: 50 },
  'a Sunday against Sundays': {
    meetings: exceptOn(SUNDAY, 0.2, steadyWeeks(20_000)),
    day: SUNDAY,
    percent: 80,
  },
  'exporter restarted with another address': {
    meetings: halved,
    instance: '10.0.0.2:10054',
    isUp: downBetween(0, restart),
    day: WEDNESDAY,
    percent: 50,
  },
  'exporter away a week ago': {
    meetings: halved,
    isUp: downBetween(at(WEDNESDAY - 7, 0), at(WEDNESDAY - 4, 0)),
    day: WEDNESDAY,
    percent: 50,
  },
  'odd day in the history': {
    meetings: exceptOn(WEDNESDAY - 7, 0.9, halved),
    day: WEDNESDAY,
    percent: 50,
  },
  'holiday of another country': {
    meetings: exceptOn(AUSTRALIA_DAY, 0.12),
    countryCode: 'US',
    day: AUSTRALIA_DAY,
    percent: 88,
  },
};

const surging = { 'many more': { meetings: exceptOn(WEDNESDAY, 1.8) } };

/** Sites about which there is nothing to tell. */
const quiet: Readonly<Record<string, SiteDays>> = {
  weekends: { meetings: steady },
  'weeks that differ': { meetings: unsteadyWeeks(1000) },
  'change within the limit': { meetings: exceptOn(WEDNESDAY, 0.7) },
  'three meetings a day, then none': { meetings: exceptOn(WEDNESDAY, 0, steadyWeeks(3)) },
  'three meetings a day, then fifteen': { meetings: exceptOn(WEDNESDAY, 5, steadyWeeks(3)) },
  'two weeks of history': { meetings: halved, isUp: downBetween(0, at(WEDNESDAY - 15, 0)) },
  'incomplete before noon': { meetings: (day, hours) => steady(day) * (hours < 12 ? 0.3 : 1) },
  'day that never comes': { meetings: steady, rollHour: (day) => (day % 7 === 0 ? undefined : 2) },
  'days that come late': { meetings: steady, rollHour: (day) => (day % 5 === 0 ? 16 : 2) },
  'holiday at home': { meetings: exceptOn(AUSTRALIA_DAY, 0.12), countryCode: 'AU' },
};

const firing = 'ALERTS{alertname=~"WebexMeetings.*",alertstate="firing"}';

describeWith(['promtool'], 'the alerts on volume', ({ promtool }) => {
  it(
    'tell of drops and surges once the day is settled, and of nothing else',
    { timeout: 120_000 },
    async () => {
      const sites: Readonly<Record<string, SiteDays>> = { ...dropping, ...surging, ...quiet };
      const beforeRestart = siteSeries('exporter restarted with another address', {
        meetings: halved,
        instance: '10.0.0.1:10054',
        isUp: downBetween(restart, Infinity),
      });
      const afterwards = Object.entries(sites).flatMap(([site, days]) =>
        Object.entries(siteSeries(site, days)),
      );
      const series = { ...beforeRestart, ...Object.fromEntries(afterwards) };

      const told = (day: number): Check => ({
        at: at(day + 1, 16),
        alert: 'WebexMeetingsDropped',
        fires: Object.entries(dropping)
          .filter(([, drop]) => drop.day === day)
          .map(([site, { percent }]) => ({
            labels: { severity: 'warning', site },
            description: `${site} held ${percent}% fewer meetings on the newest settled day than the median of the same weekday in the four weeks before.`,
          })),
      });
      const surged = 'many more';
      const everFired: Record<string, number> = {
        [`{alertname="WebexMeetingsSurged", site="${surged}"}`]: 1,
      };
      for (const site of Object.keys(dropping)) {
        everFired[`{alertname="WebexMeetingsDropped", site="${site}"}`] = 1;
      }

      const checks: readonly Check[] = [
        told(AUSTRALIA_DAY),
        told(SUNDAY),
        told(WEDNESDAY),
        {
          at: at(WEDNESDAY + 1, 16),
          alert: 'WebexMeetingsSurged',
          fires: [
            {
              labels: { severity: 'info', site: surged },
              description: `${surged} held 80% more meetings on the newest settled day than the median of the same weekday in the four weeks before.`,
            },
          ],
        },
        // Not before the day is settled; still so in the next morning; over when the next day is settled.
        { at: at(WEDNESDAY + 1, 12), expression: firing, gives: {} },
        { at: at(WEDNESDAY + 2, 12), expression: `count(${firing})`, gives: { '{}': 5 } },
        { at: at(WEDNESDAY + 2, 16), expression: firing, gives: {} },
        {
          at: at(DAYS, 0),
          expression: `max by (alertname, site) (max_over_time(${firing}[${DAYS}d]))`,
          gives: everFired,
        },
        // A week after, only those who kept the holiday have one day less to compare with.
        ...['holiday at home', 'holiday of another country'].map((site, index) => ({
          at: at(AUSTRALIA_DAY + 8, 12),
          expression: `count(site_weeks_ago:webex_meetings:same_weekday{site="${site}"})`,
          gives: { '{}': 3 + index },
        })),
      ];
      expect(await runScenario(promtool, { days: DAYS, stepMinutes: 120, series, checks })).toBe('');
    },
  );
});
