import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runProgram } from '../../../src/program.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { filesOf } from '../../support/files.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const FILES: Readonly<Record<string, string>> = {
  'thresholds.yaml': `siteThresholds: {dropRatio: 0.55}
overrides: [{sites: 'acme-labs.*', thresholds: {minMeetings: 3}}]
quietDays: [{sites: acme.*, days: [2026-12-07]}]
links: {grafana: https://grafana.example, exporter: https://webex.example/}
`,
  'wrong.yaml': `siteThresholds:
  dropRatio: 55
  minMeeting: 3
  floor: '3'
hold: 4
`,
  'misspelt.yaml': `alerts:
  WebexMeetingsDroped: {for: 1h}
disabledAlerts: [WebexUnavailable, WebexDown]
`,
  'countries.yaml': 'holidays:\n  [NO, UK]\n',
  'list.yaml': '- hold\n',
  'kinds.yaml': `siteThresholds: {dropRatio: much}
overrides: [{thresholds: {}}]
alerts: {WebexMeetingsDropped: {for: 4, severity: [x]}}
disabledAlerts: none
quietDays: [{sites: acme, days: []}, {sites: acme, days: 2026-12-07}, {sites: acme}]
links: {grafana: grafana.example}
`,
  'empty.yaml': '# nothing chosen\n',
  'broken.yaml': 'siteThresholds: {',
};

/** Asks nobody: the fetch of this world fails, and its environment is empty. */
async function runRules(...args: readonly string[]): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const runtime = createFakeRuntime({
    args: ['rules', ...args],
    files: filesOf(FILES),
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
  });
  const code = await runProgram(runtime);
  return { code, stdout, stderr };
}

const rule = z.looseObject({ record: z.string().optional(), alert: z.string().optional(), expr: z.string() });
const groups = z.array(z.object({ name: z.string(), rules: z.array(rule) }));
const ruleFile = z.object({ groups });
const manifest = z.object({ kind: z.literal('PrometheusRule'), spec: z.object({ groups }) });
const grafanaFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ title: z.string(), data: z.array(z.object({ datasourceUid: z.string() })) })),
    }),
  ),
});

describe('webex-exporter rules', () => {
  it('prints a rule file with the chosen thresholds, days and links', async () => {
    const { code, stdout, stderr } = await runRules('--thresholds=thresholds.yaml', '--holidays=es,PL');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rules = ruleFile.parse(parse(stdout)).groups.flatMap(({ rules }) => rules);
    expect(rules.find(({ record }) => record === 'site:webex_threshold:drop_ratio')?.expr).toContain('0.55');
    expect(rules.filter(({ record }) => record === 'date_country_code:webex_holiday:known')).toMatchObject([
      { labels: { country_code: 'ES' } },
      { labels: { country_code: 'PL' } },
    ]);
    expect(stdout).toContain('== 20261207');
    expect(stdout).toContain(
      'https://grafana.example/d/webex-meetings?orgId=1{{ if $labels.site }}&var-site=',
    );
    expect(stdout).toContain('exporter_url: https://webex.example/{{ if $labels.site }}?q=');
  });

  it('says of each wrong value what it must be, in its own words', async () => {
    const { code, stderr } = await runRules('--thresholds=kinds.yaml');
    expect(code).toBe(2);
    const lines = stderr.trim().split('\n').slice(0, -1);
    expect(lines).toHaveLength(9);
    for (const line of lines) expect(line).toMatch(/^webex-exporter: kinds\.yaml: line [1-6]: [\w.]+: must /);
  });

  it('takes an empty file for no choice', async () => {
    expect(await runRules('--thresholds=empty.yaml')).toEqual(await runRules());
  });

  it('prints the same for the Prometheus operator', async () => {
    const plain = ruleFile.parse(parse((await runRules()).stdout));
    const { spec } = manifest.parse(parse((await runRules('--format=operator')).stdout));
    expect(spec.groups).toEqual(plain.groups);
  });

  it('prints the alerts for Grafana, with one data source', async () => {
    const plain = ruleFile.parse(parse((await runRules()).stdout)).groups.flatMap(({ rules }) => rules);
    const { stdout } = await runRules('--format=grafana', '--datasource=mimir');
    const alerts = grafanaFile.parse(parse(stdout)).groups.flatMap(({ rules }) => rules);
    expect(alerts.map(({ title }) => title)).toEqual(plain.flatMap(({ alert }) => alert ?? []));
    expect(new Set(alerts.flatMap(({ data }) => data.map(({ datasourceUid }) => datasourceUid)))).toEqual(
      new Set(['mimir', '__expr__']),
    );
    expect((await runRules('--format=grafana')).stdout).toContain('datasourceUid: webex-prometheus');
  });

  it.each([
    [
      ['--thresholds=wrong.yaml'],
      [
        'wrong.yaml: line 2: siteThresholds.dropRatio: ',
        'wrong.yaml: line 3: siteThresholds: unknown key "minMeeting"; did you mean minMeetings?',
        'wrong.yaml: line 4: siteThresholds: unknown key "floor"; known are dropRatio, surgeRatio, minMeetings, ',
        'wrong.yaml: line 5: hold: ',
      ],
    ],
    [
      ['--thresholds=countries.yaml'],
      ['countries.yaml: line 2: holidays.1: "UK" is no country whose holidays'],
    ],
    [
      ['--thresholds=misspelt.yaml'],
      [
        'misspelt.yaml: line 2: alerts.WebexMeetingsDroped: there is no alert WebexMeetingsDroped; did you mean WebexMeetingsDropped?',
        'misspelt.yaml: line 3: disabledAlerts.1: there is no alert WebexDown',
      ],
    ],
    [['--thresholds=broken.yaml'], ['broken.yaml: line 1: not YAML']],
    [['--datasource=mimir'], ['--datasource: only with --format=grafana']],
    [['--thresholds=list.yaml'], ['list.yaml: line 1: is not a mapping']],
    [['--thresholds=none.yaml'], ['--thresholds: there is no file none.yaml']],
    [
      ['--holidays=US,XX'],
      ['--holidays: "XX" is no country whose holidays are known (ISO 3166-1 alpha-2, such as US)'],
    ],
    [['--format=json'], ['--format: "json" is not one of prometheus, operator, grafana']],
  ])('refuses %j with every problem', async (args, problems) => {
    const { code, stdout, stderr } = await runRules(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const problem of problems) expect(stderr).toContain(problem);
  });
});
