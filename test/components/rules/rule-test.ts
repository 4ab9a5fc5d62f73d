import { writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { stringify } from 'yaml';
import { renderRuleFile, type RuleGroup } from '../../../src/rules/rule-file.ts';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { choicesSchema, type Choices } from '../../../src/rules/thresholds.ts';
import { runCommand } from '../../support/components/command.ts';
import { createFolder } from '../../support/folder.ts';

/** The value of a series at a moment (seconds); undefined where it has no sample. */
export type ValueAt = (timeSeconds: number) => number | undefined;

export type Series = Readonly<Record<string, ValueAt>>;

export interface Scenario {
  /** Days from 1970-01-01, where promtool's time begins, on which there are samples. */
  readonly days: number;
  /** Between samples and between evaluations; coarse is fast, since promtool evaluates every rule at every step. */
  readonly stepMinutes: number;
  readonly series: Series;
  readonly checks: readonly Check[];
  /** Rule groups to leave out, for speed. */
  readonly without?: readonly string[];
  /** Default: the defaults, with the holidays of the United States alone, for speed. */
  readonly choices?: Choices;
}

/** What is true at a moment (seconds, at a full step): all firing alerts of a name, or all that an expression gives. */
export type Check =
  | { readonly at: number; readonly alert: string; readonly fires: readonly FiringAlert[] }
  | { readonly at: number; readonly expression: string; readonly gives: Readonly<Record<string, number>> };

export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const QUICK = choicesSchema.parse({ holidays: ['US'] });

/** Seconds since 1970 at an hour of a day that is counted from 0. */
export function at(day: number, hour: number): number {
  return day * 86_400 + hour * 3600;
}

/** Runs a scenario through promtool and the real rules; gives promtool's complaints, empty when all is as expected. */
export async function runScenario(promtool: string, scenario: Scenario): Promise<string> {
  const { choices = QUICK, without = [] } = scenario;
  const groups = Object.values(toRuleFiles(choices))
    .flat()
    .filter(({ name }) => !without.includes(name));
  const folder = createFolder();
  const file = posix.join(folder, 'test.yaml');
  await writeFile(posix.join(folder, 'rules.yaml'), renderRuleFile('The rules of a scenario.', groups));
  await writeFile(file, stringify(toTestFile(scenario, groups), { aliasDuplicateObjects: false }));
  const { code, stdout, stderr } = await runCommand(promtool, ['test', 'rules', file]);
  return code === 0 ? '' : `${stdout}${stderr}`;
}

/** All of them together. */
export function join(parts: readonly Series[]): Series {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function toTestFile({ days, stepMinutes, series, checks }: Scenario, groups: readonly RuleGroup[]): object {
  const step = `${stepMinutes}m`;
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: step,
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: step,
        input_series: Object.entries(series).map(([name, valueAt]) => ({
          series: name,
          values: toValues(valueAt, days, stepMinutes * 60),
        })),
        alert_rule_test: checks.flatMap((check) => ('alert' in check ? [toAlertTest(check)] : [])),
        promql_expr_test: checks.flatMap((check) => ('expression' in check ? [toExpressionTest(check)] : [])),
      },
    ],
  };
}

function toAlertTest({ at, alert, fires }: Extract<Check, { alert: string }>): object {
  return {
    eval_time: `${at}s`,
    alertname: alert,
    exp_alerts: fires.map(({ labels, annotations }) => ({
      exp_labels: labels,
      exp_annotations: annotations,
    })),
  };
}

function toExpressionTest({ at, expression, gives }: Extract<Check, { expression: string }>): object {
  const samples = Object.entries(gives).map(([labels, value]) => ({ labels, value }));
  return { eval_time: `${at}s`, expr: expression, exp_samples: samples };
}

/** promtool's notation, equal values in a row written once: `3x47`. */
function toValues(valueAt: ValueAt, days: number, stepSeconds: number): string {
  const runs: { readonly text: string; count: number }[] = [];
  for (let time = 0; time <= days * 86_400; time += stepSeconds) {
    const value = valueAt(time);
    const text = value === undefined ? '_' : String(value);
    const newest = runs.at(-1);
    if (newest?.text === text) newest.count += 1;
    else runs.push({ text, count: 1 });
  }
  // `_xN` stands for N samples, `AxN` for N + 1.
  return runs.map(({ text, count }) => `${text}x${text === '_' ? count : count - 1}`).join(' ');
}
