import { expect, it } from 'vitest';
import { choicesSchema } from '../../../src/rules/thresholds.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { steadyWeeks, type ModelledSite } from './exporter-model.ts';
import { at, type Check } from './rule-test.ts';
import { BREAKDOWNS, fired, runVolumeScenario, WEDNESDAY } from './volume-scenario.ts';

type Sites = Readonly<Record<string, ModelledSite>>;
type Joins = Readonly<Record<string, number>>;

const steady = steadyWeeks(200);
const meetings = steady;
const METHODS = { webApp: 500, callIn: 100 };
const COUNTRIES = { DE: 0.85, ZA: 0.15 };

/** What is usual, but for a Wednesday, and days before it by so many weeks. */
function except<T>(usual: T, odd: T, weeksAgo: readonly number[] = [0]): (day: number) => T {
  return (day) => (weeksAgo.some((weeks) => day === WEDNESDAY - 7 * weeks) ? odd : usual);
}

/** So many sites of an account that are alike. */
function fleet(account: string, count: number, spec: Partial<ModelledSite>): Sites {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${account}-${index}`, { meetings, account, ...spec }]),
  );
}

/** The breakdown is in no answer of a Wednesday: Webex may leave fields out. */
function leftOut(usual: Joins): (day: number) => Joins {
  return except<Joins>(usual, {});
}

describeWith(['promtool'], 'the alerts on more than meetings', ({ promtool }) => {
  it('tell of a way of joining that is gone at several sites', { timeout: 180_000 }, async () => {
    const gone: Joins = { webApp: 600 };
    const sites: Sites = {
      ...fleet('telephone', 3, { joinMethods: except<Joins>(METHODS, gone) }),
      ...fleet('a third of it', 2, { joinMethods: except<Joins>(METHODS, { ...METHODS, callIn: 33 }) }),
      ...fleet('at one site', 1, { joinMethods: except<Joins>(METHODS, gone) }),
      ...fleet('of few', 2, { joinMethods: except<Joins>({ webApp: 600, callIn: 9 }, gone) }),
      ...fleet('now and then', 2, { joinMethods: except<Joins>(METHODS, gone, [0, 2]) }),
      ...fleet('left out', 2, { joinMethods: leftOut(METHODS) }),
    };
    const summary = 'A way of joining Webex meetings is all but gone at several sites.';
    const checks: readonly Check[] = [
      fired(40, [
        '{alertname="WebexJoinMethodGone", account="telephone", join_method="callIn", severity="warning"}',
      ]),
      {
        at: at(WEDNESDAY + 1, 20),
        alert: 'WebexJoinMethodGone',
        fires: [
          {
            labels: { severity: 'warning', account: 'telephone', join_method: 'callIn' },
            annotations: {
              summary,
              description:
                'At 3 sites of account telephone hardly anyone joined by callIn on the newest settled day, while they held as many meetings as usual.',
              runbook_url:
                'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks/WebexJoinMethodGone.md',
            },
          },
        ],
      },
    ];
    expect(await runVolumeScenario(promtool, { sites, checks, without: [] })).toBe('');
  });

  it('tell of a country that nobody joins from', { timeout: 180_000 }, async () => {
    const gone: Joins = { DE: 1 };
    const sites: Sites = {
      ...fleet('country', 2, { countries: except<Joins>(COUNTRIES, gone) }),
      ...fleet('a third of it', 2, { countries: except<Joins>(COUNTRIES, { DE: 0.95, ZA: 0.05 }) }),
      // At one of its sites alone.
      ...fleet('elsewhere', 3, { countries: () => COUNTRIES }),
      'elsewhere-0': { account: 'elsewhere', meetings, countries: except<Joins>(COUNTRIES, gone) },
      ...fleet('of few', 1, { countries: except<Joins>({ DE: 0.95, ZA: 0.05 }, gone) }),
      ...fleet('on its holiday', 2, { countries: except<Joins>({ DE: 0.85, LK: 0.15 }, gone) }),
      ...fleet('now and then', 2, { countries: except<Joins>(COUNTRIES, gone, [0, 2]) }),
      ...fleet('left out', 2, { countries: leftOut(COUNTRIES) }),
      ...fleet('left out at one', 2, { countries: () => COUNTRIES }),
      'left out at one-0': { account: 'left out at one', meetings, countries: leftOut(COUNTRIES) },
      // What goes with a drop of the whole site is no further news.
      'half-0': {
        account: 'half',
        meetings: (day) => Math.round(steady(day) * except(1, 0.1)(day)),
        countries: () => COUNTRIES,
      },
    };
    const checks = [
      fired(40, [
        '{alertname="WebexCountryGone", account="country", country_code="ZA", severity="warning"}',
        '{alertname="WebexMeetingsDropped", account="half", severity="warning", site="half-0"}',
      ]),
    ];
    const choices = choicesSchema.parse({ holidays: ['LK'] });
    expect(await runVolumeScenario(promtool, { sites, checks, choices, without: [] })).toBe('');
  });

  it(
    'tell of meetings that are far larger or smaller, while they are as many',
    { timeout: 180_000 },
    async () => {
      const sites: Sites = {
        ...fleet('smaller', 1, { joinsPerMeeting: except(4, 1.5) }),
        ...fleet('larger', 1, { joinsPerMeeting: except(4, 7) }),
        ...fleet('little larger', 1, { joinsPerMeeting: except(4, 5) }),
        ...fleet('of few meetings', 1, { meetings: steadyWeeks(20), joinsPerMeeting: except(4, 40) }),
      };
      const told = (account: string): string =>
        `{alertname="WebexMeetingSizeChanged", account="${account}", severity="info", site="${account}-0"}`;
      const checks = [fired(40, [told('smaller'), told('larger')])];
      expect(await runVolumeScenario(promtool, { sites, checks, without: [] })).toBe('');
    },
  );

  it('tell of a quarter against the last, where no day was remarkable', { timeout: 180_000 }, async () => {
    const shrinking = (size: number, aWeek: number): ModelledSite['meetings'] => {
      return (day) => Math.round(steadyWeeks(size)(day) * (1 - aWeek) ** (day / 7));
    };
    const days = 200;
    const sites: Sites = {
      ...fleet('3 % a week', 1, { meetings: shrinking(1000, 0.03) }),
      ...fleet('1 % a week', 1, { meetings: shrinking(1000, 0.01) }),
      ...fleet('of few meetings', 1, { meetings: shrinking(20, 0.03) }),
      ...fleet('known for five months', 1, {
        meetings: shrinking(1000, 0.03),
        isUp: (time) => time > at(50, 0),
      }),
    };
    const checks = [
      fired(days, [
        '{alertname="WebexMeetingsDeclining", account="3 % a week", severity="info", site="3 % a week-0"}',
      ]),
    ];
    expect(
      await runVolumeScenario(promtool, {
        sites,
        days,
        stepMinutes: 1440,
        checks,
        without: ['webex-breakdowns'],
      }),
    ).toBe('');
  });

  it(
    'tell of a site that has had nothing to be compared with for five weeks, and every site says why it is not judged',
    { timeout: 180_000 },
    async () => {
      const days = 62;
      const sites: Sites = {
        'judged-0': { meetings: steady },
        '7d only-0': { meetings: steady, windows: ['7d'] },
        'every fifth day-0': { meetings: (day) => (day % 5 === 0 ? steady(day) : undefined) },
        'small-0': { meetings: steadyWeeks(3) },
        'young-0': { meetings: steady, isUp: (time) => time >= at(48, 0) },
        'silent-0': { meetings: () => undefined },
        // 1970-03-02 is the newest day.
        'holiday-0': { meetings: steady, countries: () => ({ LK: 1 }) },
      };
      const notJudged = (site: string, reason: string): string =>
        `{alertname="WebexSiteNotJudged", account="main", reason="${reason}", severity="info", site="${site}-0"}`;
      const reasonsAt = (hour: number, reasons: Readonly<Record<string, string>>): Check => ({
        at: at(61, hour),
        expression: 'site:webex_judgement:reason',
        gives: Object.fromEntries(
          Object.entries(reasons).map(([site, reason]) => [
            `site:webex_judgement:reason{reason="${reason}", site="${site}-0"}`,
            1,
          ]),
        ),
      });
      const reasons = {
        judged: 'judged',
        '7d only': 'no_day_window',
        'every fifth day': 'no_baseline',
        small: 'below_floor',
        young: 'no_baseline',
        silent: 'no_figure',
        holiday: 'quiet_day',
      };
      const checks = [
        fired(days, [notJudged('7d only', 'no_day_window'), notJudged('every fifth day', 'no_baseline')]),
        reasonsAt(4, { ...reasons, judged: 'not_settled' }),
        reasonsAt(20, reasons),
      ];
      const choices = choicesSchema.parse({ holidays: ['LK'] });
      expect(
        await runVolumeScenario(promtool, {
          sites,
          days,
          checks,
          choices,
          without: BREAKDOWNS,
        }),
      ).toBe('');
    },
  );
});
