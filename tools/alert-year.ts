/**
 * A simulated year of 60 sites in 12 countries with 200 incidents, judged by the real rules in promtool:
 * `npx tsx tools/alert-year.ts [SEED] [regional]`. Prints precision and recall by threshold, for docs/alerts.md.
 */
import { DEFAULT_THRESHOLDS } from '../src/rules/thresholds.ts';
import { judgeYear } from '../test/support/alert-year/judge.ts';
import { findFalsePages, isDrop, scoreDays, type Limits } from '../test/support/alert-year/score.ts';
import { createYear, toDate } from '../test/support/alert-year/world.ts';
import { component } from '../test/support/components/component.ts';

const seed = Number(process.argv[2] ?? 1);
const promtool = await component('promtool');
if ('missing' in promtool) throw new Error(`promtool is not available here (${promtool.missing})`);

const isRegional = process.argv[3] === 'regional';
const year = createYear({ seed, sites: 60, days: 35 + 365, incidents: 200, isRegional });
const { judgements, pages } = await judgeYear(promtool.path, year);
const { dropRatio, minMeetings, minDeviations, chanceDeviations } = DEFAULT_THRESHOLDS;
const chosen: Limits = { dropRatio, minMeetings, minDeviations, chanceDeviations };

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
print(`${judgements.length} days of sites were judged; ${year.incidents.length} incidents`);
for (const name of new Set(pages.map(({ alert }) => alert)))
  print(`${name}: told on ${pages.filter(({ alert }) => alert === name).length} days`);
const wrong = findFalsePages(year, pages);
print(`pages without an incident: ${wrong.length}`);
for (const { alert, site, account, day } of wrong) {
  const judged = judgements.find((one) => one.site === site && one.day === day);
  const atWork = year.sites.find((one) => one.site === site)?.atWork[day];
  print(
    `  ${alert} ${site ?? account ?? ''} ${toDate(day)}: ${judged?.meetings} of ${judged?.expected}, at work: ${atWork}`,
  );
}
print('| dropRatio | minMeetings | chanceDeviations | right | wrong | precision | halved days found |');
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const ratio of [0.25, 0.3, 0.35, 0.4, 0.45, 0.5]) row({ ...chosen, dropRatio: ratio });
for (const floor of [5, 8, 12, 16, 20]) row({ ...chosen, minMeetings: floor });
for (const chance of [0, 1, 2, 3]) row({ ...chosen, chanceDeviations: chance });

function row(limits: Limits): void {
  const { right, wrong, precision, halved, halvedFound, recall } = scoreDays(year, judgements, (day) =>
    isDrop(day, limits),
  );
  print(
    `| ${limits.dropRatio} | ${limits.minMeetings} | ${limits.chanceDeviations} | ${right} | ${wrong} | ${percent(precision)} | ${halvedFound} of ${halved} (${percent(recall)}) |`,
  );
}
