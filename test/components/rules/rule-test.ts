import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { runbookUrl } from '../../../src/rules/alert.ts';
import { ALERTS } from '../../../src/rules/alerts.ts';
import { runCommand } from '../../support/components/command.ts';
import { createFolder } from '../../support/folder.ts';

const RULES = fileURLToPath(new URL('../../../deploy/prometheus/', import.meta.url));

/** The value of a series at a moment (seconds); undefined where it has no sample. */
export type ValueAt = (timeSeconds: number) => number | undefined;

export interface Scenario {
  /** Days from 1970-01-01 on which there are samples. */
  readonly days: number;
  /** Between samples and between evaluations; coarse is fast, since promtool evaluates every rule at every step. */
  readonly stepMinutes: number;
  readonly series: Readonly<Record<string, ValueAt>>;
  readonly checks: readonly Check[];
}

/** What is true at a moment (seconds, at a full step): all firing alerts of a name, or all that an expression gives. */
export type Check =
  | { readonly at: number; readonly alert: string; readonly fires: readonly FiringAlert[] }
  | { readonly at: number; readonly expression: string; readonly gives: Readonly<Record<string, number>> };

export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
}

/** Seconds since 1970 at an hour of a day that is counted from 0. */
export function at(day: number, hour: number): number {
  return day * 86_400 + hour * 3600;
}

/** Runs a scenario through promtool and the real rule files; gives promtool's complaints, empty when all is as expected. */
export async function runScenario(promtool: string, scenario: Scenario): Promise<string> {
  const file = join(createFolder(), 'test.yaml');
  await writeFile(file, stringify(toTestFile(scenario)));
  const { code, stdout, stderr } = await runCommand(promtool, ['test', 'rules', file]);
  return code === 0 ? '' : `${stdout}${stderr}`;
}

function toTestFile({ days, stepMinutes, series, checks }: Scenario): object {
  const step = `${stepMinutes}m`;
  return {
    rule_files: ['holidays.yaml', 'recording-rules.yaml', 'alerts.yaml'].map((name) => join(RULES, name)),
    evaluation_interval: step,
    group_eval_order: ['webex-holidays', 'webex-volume', 'webex-adoption', ...Object.keys(ALERTS)],
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

function toAlertTest({ at, alert: name, fires }: Extract<Check, { alert: string }>): object {
  const alert = Object.values(ALERTS)
    .flat()
    .find((alert) => alert.name === name);
  if (alert === undefined) throw new Error(`there is no alert ${name}`);
  const texts = { summary: alert.summary, runbook_url: runbookUrl(alert) };
  return {
    eval_time: `${at}s`,
    alertname: name,
    exp_alerts: fires.map(({ labels, description }) => ({
      exp_labels: labels,
      exp_annotations: { ...texts, description },
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
