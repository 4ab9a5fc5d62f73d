import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { renderRuleFile } from '../../../src/rules/rule-file.ts';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { DEFAULT_CHOICES } from '../../../src/rules/thresholds.ts';
import { runCommand } from '../components/command.ts';
import { HISTORY_DAYS, type Year, type YearSite } from './world.ts';

const DAY = 86_400;
const HOUR = 3600;
/** A verdict is reached by 16:00 and has stood by midnight. */
const STEP_HOURS = 8;

/** What the rules said of a site's day. */
export interface Judgement {
  readonly site: string;
  readonly account: string;
  readonly day: number;
  readonly meetings: number;
  readonly median: number;
  readonly expected: number;
  readonly deviation: number;
}

/** What fired, by the day it is about. */
export interface Page {
  readonly alert: string;
  readonly day: number;
  readonly site: string | undefined;
  readonly account: string | undefined;
}

export interface Verdicts {
  readonly judgements: readonly Judgement[];
  readonly pages: readonly Page[];
}

const GROUPS = ['webex-sites', 'webex-days', 'webex-volume', 'webex-volume-alerts'];
const ALERTS = new Set(['WebexMeetingsDropped', 'WebexAccountMeetingsDropped', 'WebexAllMeetingsDropped']);

/** Lets promtool evaluate the real rules over a year. Its time begins in 1970, whose days fall as those of 2026. */
export async function judgeYear(promtool: string, { sites }: Year): Promise<Verdicts> {
  const days = sites[0]?.meetings.length ?? 0;
  const folder = await mkdtemp(join(tmpdir(), 'webex-alert-year-'));
  const codes = [...new Set(sites.flatMap(({ countries }) => Object.keys(countries)))];
  const groups = Object.values(toRuleFiles({ ...DEFAULT_CHOICES, holidays: codes }))
    .flat()
    .filter(({ name }) => GROUPS.includes(name))
    .map(({ name, rules }) => ({
      name,
      rules: rules.filter((rule) => !('alert' in rule) || ALERTS.has(rule.alert)),
    }));
  const rules = renderRuleFile('The rules of a year.', groups)
    .replaceAll(/(?<=[|"])2026/g, '1970')
    .replaceAll(/(?<=[|"])2027/g, '1971');
  await writeFile(join(folder, 'rules.yaml'), rules);
  const judged = Array.from({ length: days - HISTORY_DAYS - 1 }, (_, index) => HISTORY_DAYS + index);
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${STEP_HOURS}h`,
    group_eval_order: GROUPS,
    tests: [
      {
        interval: `${STEP_HOURS}h`,
        input_series: sites.flatMap((site) => toInputs(site, days)),
        // What promtool finds against the expectation of nothing is what there is.
        promql_expr_test: judged.flatMap((day) => [
          ...QUERIES.map((expr) => ({ expr, eval_time: `${(day + 1) * 24 + 16}h` })),
          { expr: FIRING, eval_time: `${(day + 2) * 24}h` },
        ]),
      },
    ],
  };
  const file = join(folder, 'test.yaml');
  await writeFile(file, stringify(test, { aliasDuplicateObjects: false }));
  const { stdout, stderr } = await runCommand(promtool, ['test', 'rules', file], { timeLimitMs: 3_600_000 });
  await rm(folder, { recursive: true });
  return readVerdicts(`${stdout}\n${stderr}`);
}

const AS = '* on (site) group_left (account) site_account:webex_site:info';
const JUDGED = 'and on (site) site:webex_meetings:settled_change_ratio';
const QUERIES = [
  `label_replace((site:webex_meetings:day ${JUDGED}) ${AS}, "what", "meetings", "", "")`,
  `label_replace((site:webex_meetings:same_weekday_median ${JUDGED}) ${AS}, "what", "median", "", "")`,
  `label_replace((site:webex_meetings:expected ${JUDGED}) ${AS}, "what", "expected", "", "")`,
  `label_replace((site:webex_meetings:same_weekday_deviation ${JUDGED}) ${AS}, "what", "deviation", "", "")`,
];
const FIRING = `ALERTS{alertstate="firing",severity!="info"}`;

function readVerdicts(output: string): Verdicts {
  const found = new Map<
    string,
    { site: string; account: string; day: number } & Record<string, string | number>
  >();
  const pages: Page[] = [];
  let hour = 0;
  for (const line of output.split('\n')) {
    const time = /time: (?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?/.exec(line);
    if (time !== null) hour = Number(time[1] ?? 0) * 168 + Number(time[2] ?? 0) * 24 + Number(time[3] ?? 0);
    if (!/^\s*got:/.test(line)) continue;
    for (const [, labelText = '', value = ''] of line.matchAll(/\{([^}]*)\} (\S+?)(?:,|$)/g)) {
      const labels = Object.fromEntries(
        Array.from(labelText.matchAll(/(\w+)="([^"]*)"/g), ([, name = '', text = '']) => [name, text]),
      );
      const { site, account, what, alertname } = labels;
      if (alertname !== undefined) {
        pages.push({ alert: alertname, day: Math.floor(hour / 24) - 2, site, account });
      } else if (site !== undefined && account !== undefined && what !== undefined) {
        const day = Math.floor(hour / 24) - 1;
        const key = `${site} ${day}`;
        found.set(key, { ...(found.get(key) ?? { site, account, day }), [what]: Number(value) });
      }
    }
  }
  const judgements = Array.from(
    found.values(),
    ({ site, account, day, meetings, median, expected, deviation }) => ({
      site,
      account,
      day,
      meetings: Number(meetings),
      median: Number(median),
      expected: Number(expected),
      deviation: Number(deviation),
    }),
  );
  return { judgements, pages };
}

function toInputs({ site, account, countries, meetings }: YearSite, days: number): object[] {
  const labels = `site="${site}",window="1d"`;
  const polls = `collector="meetings",account="${account}",${labels}`;
  const steps = Array.from({ length: (days * 24) / STEP_HOURS + 1 }, (_, index) => index * STEP_HOURS * HOUR);
  const shown = (read: (meetings: number, day: number) => number): string =>
    steps
      .map((time) => {
        const day = Math.floor(time / DAY) - 1;
        const figure = meetings[day];
        return figure === undefined ? '_' : String(read(figure, day));
      })
      .join(' ');
  return [
    { series: `webex_site_info{site="${site}",account="${account}"}`, values: `1x${steps.length}` },
    { series: `webex_meetings{${labels}}`, values: shown((figure) => figure) },
    { series: `webex_meeting_participants{${labels}}`, values: shown((figure) => 4 * figure) },
    ...Object.entries(countries).map(([code, share]) => ({
      series: `webex_meeting_participants_by_country{${labels},country="${code}",country_code="${code}"}`,
      values: shown((figure) => Math.round(4 * figure * share)),
    })),
    { series: `webex_window_end_timestamp_seconds{${labels}}`, values: shown((_, day) => (day + 1) * DAY) },
    { series: `webex_poll_last_success_timestamp_seconds{${polls}}`, values: steps.join(' ') },
    { series: `webex_poll_interval_seconds{${polls}}`, values: `3600x${steps.length}` },
  ];
}
