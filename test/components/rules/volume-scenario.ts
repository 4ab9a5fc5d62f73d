import { siteSeries, type ModelledSite } from './exporter-model.ts';
import { at, join, runScenario, type Check, type Scenario } from './rule-test.ts';

/** 1970-02-04, after four weeks of history. */
export const WEDNESDAY = 34;

/** Groups that are not about what the figures say. */
const FOREIGN = [
  'webex-polls',
  'webex-live',
  'webex-adoption',
  'webex-live-alerts',
  'webex-poll-alerts',
  'webex-token-alerts',
  'webex-exporter-alerts',
];

/** Groups that are about more than the number of meetings. */
export const BREAKDOWNS = ['webex-breakdowns', 'webex-quarters'];

export interface VolumeScenario extends Partial<Omit<Scenario, 'series'>> {
  readonly sites: Readonly<Record<string, ModelledSite>>;
  readonly checks: readonly Check[];
}

/** Some days of sites through promtool; by default 40, in steps of four hours, and no breakdowns. */
export async function runVolumeScenario(promtool: string, scenario: VolumeScenario): Promise<string> {
  const { sites, days = 40, without = BREAKDOWNS } = scenario;
  const series = join(Object.entries(sites).map(([site, spec]) => siteSeries(site, spec, days)));
  const all = { stepMinutes: 240, ...scenario, days, series, without: [...FOREIGN, ...without] };
  return runScenario(promtool, all);
}

/** All that has fired by the end, with every label; but for the provisional verdict. */
export function fired(
  days: number,
  gives: readonly string[],
  matchers = 'alertname!="WebexMeetingsLow"',
): Check {
  return {
    at: at(days, 0),
    expression: `count without (alertstate) (max_over_time(ALERTS{alertstate="firing",${matchers}}[${days}d]))`,
    gives: Object.fromEntries(gives.map((labels) => [labels, 1])),
  };
}
