import { expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { steadyWeeks, type ModelledSite } from './exporter-model.ts';
import { at, type Check } from './rule-test.ts';
import { fired, runVolumeScenario, WEDNESDAY } from './volume-scenario.ts';

const DAYS = 40;

/** So many sites of an account, with a factor for each on a Wednesday. */
function fleet(
  account: string,
  count: number,
  size: number,
  factorOf: (index: number) => number,
): Readonly<Record<string, ModelledSite>> {
  const factor = (day: number, index: number): number => (day === WEDNESDAY ? factorOf(index) : 1);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${account}-${index}.webex.com`,
      { account, meetings: (day: number) => Math.round(steadyWeeks(size)(day) * factor(day, index)) },
    ]),
  );
}

describeWith(['promtool'], 'the alerts on accounts and everything', ({ promtool }) => {
  it(
    'tell small sites together, in place of each; not those whose meetings are held at another',
    { timeout: 180_000 },
    async () => {
      const moving = (factor: number): ModelledSite => ({
        account: 'moving',
        meetings: (day) => Math.round(steadyWeeks(400)(day) * (day >= WEDNESDAY ? factor : 1)),
      });
      const sites = {
        ...fleet('calm', 2, 3000, () => 1),
        // 30 sites of 18 meetings a day, all at 0.
        ...fleet('small', 30, 18, () => 0),
        'from.webex.com': moving(0.5),
        'to.webex.com': moving(1.5),
      };
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
      expect(await runVolumeScenario(promtool, { sites, stepMinutes: 120, checks })).toBe('');
    },
  );

  it(
    'tell several accounts once, with the number of sites and the worst five',
    { timeout: 180_000 },
    async () => {
      const sites = {
        ...fleet('one', 6, 100, (index) => index / 100),
        ...fleet('two', 6, 100, (index) => 0.1 + index / 100),
      };
      const checks: readonly Check[] = [
        fired(DAYS, ['{alertname="WebexAllMeetingsDropped", severity="critical"}']),
        {
          at: at(WEDNESDAY + 1, 20),
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
      expect(await runVolumeScenario(promtool, { sites, checks })).toBe('');
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
        at: at(WEDNESDAY + daysAfter, 20),
        expression: `count(${alert})`,
        gives: { '{}': 1 },
      })),
      { at: at(WEDNESDAY + 15, 20), expression: alert, gives: {} },
      fired(days, [
        '{alertname="WebexMeetingsDropped", account="main", site="site.webex.com", severity="warning"}',
      ]),
    ];
    expect(await runVolumeScenario(promtool, { days, sites: { 'site.webex.com': site }, checks })).toBe('');
  });
});
