import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toLinks } from '../../../src/rules/alert.ts';
import { ALERTS } from '../../../src/rules/rule-set.ts';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';

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
  it.each(ALERTS)('$name ($severity) has a name, static and whole sentences, and a runbook', (alert) => {
    expect(alert.name).toMatch(/^Webex([A-Z][a-z]+)+$/);
    expect(alert.summary).toMatch(/^[A-Z][^{}]+\.$/);
    expect(alert.description).toMatch(/^.+\.$/);
    const runbook = readFileSync(`${root}docs/runbooks/${alert.name}.md`, 'utf8');
    expect(runbook).toMatch(new RegExp(`^# ${alert.name}\n`));
    expect(runbook.match(/^## .+/gm)).toEqual(['## What it means', '## What to look at', '## What to do']);
  });

  it('have names of their own', () => {
    expect(new Set(ALERTS.map(({ name }) => name)).size).toBe(ALERTS.length);
  });

  it('lead to the dashboard with the site chosen and to the exporter’s page, where these are known', () => {
    expect(toLinks('webex-meetings', { grafana: '', exporter: '' })).toEqual({});
    const links = toLinks('webex-meetings', { grafana: 'https://g.example', exporter: 'https://e.example' });
    expect(links['dashboard_url']).toMatch(
      /^https:\/\/g\.example\/d\/webex-meetings\?.*var-site=\{\{ \$labels\.site/,
    );
    expect(links['exporter_url']).toMatch(/^https:\/\/e\.example\/.*\?q=\{\{ \$labels\.site/);
  });

  it('leave no runbook over, and the list of runbooks names them all', () => {
    const names = ALERTS.map(({ name }) => `${name}.md`);
    const files = readdirSync(`${root}docs/runbooks`).filter((file) => file !== 'README.md');
    expect(files).toEqual([...names].sort());
    const list = readFileSync(`${root}docs/runbooks/README.md`, 'utf8');
    expect(names.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });
});
