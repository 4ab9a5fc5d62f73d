import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toAlertingRules } from '../../../src/rules/alert.ts';
import { ALERT_GROUPS, ALERT_NAMES } from '../../../src/rules/rule-set.ts';
import { DEFAULT_CHOICES, type Choices } from '../../../src/rules/thresholds.ts';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';

const rulesFor = (choices: Choices) =>
  ALERT_GROUPS.flatMap((group) => toAlertingRules(group, choices, { hasDetails: true }));

const root = fileURLToPath(new URL('../../..', import.meta.url));

describeWith(['promtool'], 'promtool', ({ promtool }) => {
  it('has nothing to say about the rule files', async () => {
    const files = readdirSync(`${root}deploy/prometheus`).map((name) => `${root}deploy/prometheus/${name}`);
    const checked = await runCommand(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
  });
});

describeWith(['amtool'], 'amtool', ({ amtool }) => {
  it("has nothing to say about compose's Alertmanager", async () => {
    const checked = await runCommand(amtool, ['check-config', `${root}deploy/compose/alertmanager.yaml`]);
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain('5 inhibit rules');
  });
});

describe('the alerts', () => {
  it.each(rulesFor(DEFAULT_CHOICES))('$alert has a name, whole sentences and a runbook', (rule) => {
    const { alert, annotations } = rule;
    expect(alert).toMatch(/^Webex([A-Z][a-z]+)+$/);
    // Static: it groups notifications.
    expect(annotations['summary']).toMatch(/^[A-Z][^{}]+\.$/);
    expect(annotations['description']).toMatch(/^.+(\.|;?\{\{ end \}\})$/);
    expect(annotations['runbook_url']).toMatch(new RegExp(`/docs/runbooks/${alert}\\.md$`));
    const runbook = readFileSync(`${root}docs/runbooks/${alert}.md`, 'utf8');
    expect(runbook).toMatch(new RegExp(`^# ${alert}\n`));
    expect(runbook.match(/^## .+/gm)).toEqual(['## What it means', '## What to look at', '## What to do']);
  });

  it('have names of their own', () => {
    expect(new Set(ALERT_NAMES).size).toBe(ALERT_NAMES.length);
  });

  it('lead to the dashboard with the site chosen and to the exporter’s page, where these are known', () => {
    const linksOf = (links: Choices['links']): readonly unknown[] => {
      const [rule] = rulesFor({ ...DEFAULT_CHOICES, links });
      return [rule?.annotations['dashboard_url'], rule?.annotations['exporter_url']];
    };
    expect(linksOf({ grafana: '', exporter: '' })).toEqual([undefined, undefined]);
    expect(linksOf({ grafana: 'https://g.example', exporter: 'https://e.example' })).toEqual([
      expect.stringMatching(/^https:\/\/g\.example\/d\/webex-meetings\?.*var-site=\{\{ \$labels\.site/),
      expect.stringMatching(/^https:\/\/e\.example\/.*\?q=\{\{ \$labels\.site/),
    ]);
  });

  it('leave no runbook over, and the list of runbooks names them all', () => {
    const names = ALERT_NAMES.map((name) => `${name}.md`);
    const files = readdirSync(`${root}docs/runbooks`).filter((file) => file !== 'README.md');
    expect(files).toEqual([...names].sort());
    const list = readFileSync(`${root}docs/runbooks/README.md`, 'utf8');
    expect(names.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });
});
