/**
 * A simulated year of 60 sites in 12 countries with 200 incidents, for docs/alerts.md: `npx tsx tools/alert-year.ts SEED [regional]`
 * has the real rules judge it in promtool (some minutes) and prints what was paged and found; `FROM-TO` in place of the seed
 * calculates as many years by the rules' arithmetic (a second each) and prints precision and recall by threshold.
 */
import { DEFAULT_THRESHOLDS } from '../src/rules/thresholds.ts';
import { calculateYear } from '../test/support/alert-year/arithmetic.ts';
import { judgeYear } from '../test/support/alert-year/judge.ts';
import { findFalsePages, isDrop, scoreDays, type Limits } from '../test/support/alert-year/score.ts';
import { createYear, toDate, type Year } from '../test/support/alert-year/world.ts';
import { component } from '../test/support/components/component.ts';

const { dropRatio, minMeetings, minDeviations, chanceDeviations } = DEFAULT_THRESHOLDS;
const chosen: Limits = { dropRatio, minMeetings, minDeviations, chanceDeviations };
const isRegional = process.argv[3] === 'regional';
const [first = 1, last] = (process.argv[2] ?? '1').split('-').map(Number);

if (last === undefined) await judge(first);
else calculate(Array.from({ length: last - first + 1 }, (_, index) => first + index));

async function judge(seed: number): Promise<void> {
  const promtool = await component('promtool');
  if ('missing' in promtool) throw new Error(`promtool is not available here (${promtool.missing})`);
  const year = create(seed);
  const { judgements, pages } = await judgeYear(promtool.path, year);
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
  const { halved, halvedFound, recall } = scoreDays(year, judgements, (day) => isDrop(day, chosen));
  print(`halved days found: ${halvedFound} of ${halved} (${percent(recall)})`);
}

function calculate(seeds: readonly number[]): void {
  const years = seeds.map(create).map((year) => ({ year, judgements: calculateYear(year) }));
  print('| dropRatio | minMeetings | chanceDeviations | right a year | wrong a year | halved days found |');
  print('| --- | --- | --- | --- | --- | --- |');
  const limits: Limits[] = [
    ...[0.25, 0.3, 0.35, 0.4, 0.45, 0.5].map((ratio) => ({ ...chosen, dropRatio: ratio })),
    ...[5, 8, 12, 16, 20, 24].map((floor) => ({ ...chosen, minMeetings: floor })),
    ...[0, 1, 2, 3].map((chance) => ({ ...chosen, chanceDeviations: chance })),
  ];
  for (const limit of limits) {
    const scores = years.map(({ year, judgements }) =>
      scoreDays(year, judgements, (day) => isDrop(day, limit)),
    );
    const sum = (read: (score: (typeof scores)[number]) => number): number =>
      scores.reduce((total, score) => total + read(score), 0);
    const aYear = (read: (score: (typeof scores)[number]) => number): string =>
      (sum(read) / years.length).toFixed(2);
    print(
      `| ${limit.dropRatio} | ${limit.minMeetings} | ${limit.chanceDeviations} | ${aYear(({ right }) => right)} | ${aYear(({ wrong }) => wrong)} | ${percent(sum(({ halvedFound }) => halvedFound) / sum(({ halved }) => halved))} |`,
    );
  }
}

function create(seed: number): Year {
  return createYear({ seed, sites: 60, days: 35 + 365, incidents: 200, isRegional });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
