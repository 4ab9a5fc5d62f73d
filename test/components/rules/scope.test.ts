import { expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { siteSeries, steadyWeeks, type ModelledSite } from './exporter-model.ts';
import { at, join, runScenario, type Check, type Series } from './rule-test.ts';

/** Wednesday 1970-02-04. */
const WEDNESDAY = 34;
const DAYS = 40;

/** Groups that are not about volume. */
const FOREIGN = [
  'webex-breakdowns',
  'webex-quarters',
  'webex-polls',
  'webex-live',
  'webex-adoption',
  'webex-live-alerts',
  'webex-poll-alerts',
  'webex-token-alerts',
  'webex-exporter-alerts',
];

function seriesOf(sites: readonly (readonly [site: string, ModelledSite])[], days: number): Series {
  return join(sites.map(([site, spec]) => siteSeries(site, spec, days)));
}

/** So many sites of an account, with a factor for each on a Wednesday. */
function fleet(
  account: string,
  count: number,
  size: number,
  factorOf: (index: number) => number,
): [string, ModelledSite][] {
  return Array.from({ length: count }, (_, index) => [
    `${account}-${index}.webex.com`,
    {
      account,
      meetings: (day) => Math.round(steadyWeeks(size)(day) * (day === WEDNESDAY ? factorOf(index) : 1)),
    },
  ]);
}

const fired = (days: number, gives: readonly string[]): Check => ({
  at: at(days, 0),
  expression: `count by (alertname, severity, account, site) (max_over_time(ALERTS{alertstate="firing",alertname!="WebexMeetingsLow"}[${days}d]))`,
  gives: Object.fromEntries(gives.map((labels) => [labels, 1])),
});

describeWith(['promtool'], 'the alerts on accounts and everything', ({ promtool }) => {
  it(
    'tell small sites together, in place of each; not those whose meetings are held at another',
    { timeout: 180_000 },
    async () => {
      const moving = (factor: number): ModelledSite => ({
        account: 'moving',
        meetings: (day) => Math.round(steadyWeeks(400)(day) * (day >= WEDNESDAY ? factor : 1)),
      });
      const series = seriesOf(
        [
          ...fleet('calm', 2, 3000, () => 1),
          // 30 sites of 18 meetings a day, all at 0.
          ...fleet('small', 30, 18, () => 0),
          ['from.webex.com', moving(0.5)],
          ['to.webex.com', moving(1.5)],
        ],
        DAYS,
      );
      const checks = [
        fired(DAYS, [
          '{alertname="WebexAccountMeetingsDropped", account="small", severity="critical"}',
          '{alertname="WebexMeetingsMoved", account="moving", severity="info"}',
        ]),
        {
          at: at(WEDNESDAY + 1, 18),
          expression: 'count by (account, site) (ALERTS{alertname="WebexMeetingsLow",alertstate="firing"})',
          gives: { '{account="small"}': 1 },
        },
      ];
      expect(
        await runScenario(promtool, { days: DAYS, stepMinutes: 120, without: FOREIGN, series, checks }),
      ).toBe('');
    },
  );

  it(
    'tell several accounts once, with the number of sites and the worst five',
    { timeout: 180_000 },
    async () => {
      const series = seriesOf(
        [
          ...fleet('one', 6, 100, (index) => index / 100),
          ...fleet('two', 6, 100, (index) => 0.1 + index / 100),
        ],
        DAYS,
      );
      const checks: readonly Check[] = [
        fired(DAYS, ['{alertname="WebexAllMeetingsDropped", severity="critical"}']),
        {
          at: at(WEDNESDAY + 1, 22),
          alert: 'WebexAllMeetingsDropped',
          fires: [
            {
              labels: { severity: 'critical' },
              annotations: {
                summary:
                  'Far fewer Webex meetings in several accounts than on the same weekday of the weeks before.',
                description:
                  'All sites together held 92.5% fewer meetings on the newest settled day than the median of the same weekday in the four weeks before. Sites down: 12. The worst: one-0.webex.com -100%; one-1.webex.com -99%; one-2.webex.com -98%; one-3.webex.com -97%; one-4.webex.com -96%;',
                runbook_url:
                  'https://github.com/webex-exporter/webex-exporter/blob/main/docs/runbooks/WebexAllMeetingsDropped.md',
              },
            },
          ],
        },
      ];
      expect(
        await runScenario(promtool, { days: DAYS, stepMinutes: 120, without: FOREIGN, series, checks }),
      ).toBe('');
    },
  );

  it('stand for a fortnight at a third', { timeout: 180_000 }, async () => {
    const site: ModelledSite = {
      meetings: (day) =>
        Math.round(steadyWeeks(300)(day) * (day >= WEDNESDAY && day < WEDNESDAY + 14 ? 1 / 3 : 1)),
    };
    const alert = 'ALERTS{alertname="WebexMeetingsDropped",alertstate="firing"}';
    const days = WEDNESDAY + 20;
    const checks: readonly Check[] = [
      ...[1, 2, 6, 7, 8, 9, 13, 14].map((daysAfter): Check => ({
        at: at(WEDNESDAY + daysAfter, 22),
        expression: `count(${alert})`,
        gives: { '{}': 1 },
      })),
      { at: at(WEDNESDAY + 15, 22), expression: alert, gives: {} },
      fired(days, [
        '{alertname="WebexMeetingsDropped", account="main", site="site.webex.com", severity="warning"}',
      ]),
    ];
    const series = siteSeries('site.webex.com', site, days);
    expect(await runScenario(promtool, { days, stepMinutes: 120, without: FOREIGN, series, checks })).toBe(
      '',
    );
  });
});
