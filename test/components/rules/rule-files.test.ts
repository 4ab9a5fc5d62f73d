import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runbookUrl } from '../../../src/rules/alert.ts';
import { ALERTS } from '../../../src/rules/alerts.ts';
import { COUNTRY_HOLIDAYS } from '../../../src/rules/holiday-dates.ts';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const alerts = Object.values(ALERTS).flat();

describeWith(['promtool'], 'promtool', ({ promtool }) => {
  it('has nothing to say about the rule files', async () => {
    const files = ['holidays.yaml', 'recording-rules.yaml', 'alerts.yaml'].map(
      (name) => `${root}deploy/prometheus/${name}`,
    );
    const checked = await runCommand(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('the alerts', () => {
  it.each(alerts)('$name ($severity) has a name, static and whole sentences, and a runbook', (alert) => {
    expect(alert.name).toMatch(/^Webex([A-Z][a-z]+)+$/);
    expect(alert.summary).toMatch(/^[A-Z][^{}]+\.$/);
    expect(alert.description('$value')).toMatch(/^.+\.$/);
    const runbook = readFileSync(`${root}docs/runbooks/${alert.name}.md`, 'utf8');
    expect(runbook).toMatch(new RegExp(`^# ${alert.name}\n`));
    expect(runbook.match(/^## .+/gm)).toEqual(['## What it means', '## What to look at', '## What to do']);
    expect(runbookUrl(alert)).toMatch(new RegExp(`/docs/runbooks/${alert.name}\\.md$`));
  });

  it('leave no runbook over', () => {
    const names = new Set(alerts.map(({ name }) => `${name}.md`));
    expect(readdirSync(`${root}docs/runbooks`).filter((file) => !names.has(file))).toEqual(['README.md']);
  });
});

describe('the holidays', () => {
  const datesOf = (countryCode: string, year: string): readonly string[] | undefined =>
    COUNTRY_HOLIDAYS.find((country) => country.countryCode === countryCode)?.onDates.filter((date) =>
      date.startsWith(year),
    );

  it('that move follow Easter', () => {
    expect(datesOf('DE', '2026')).toEqual(['20260403', '20260406', '20260514', '20260525']);
    expect(datesOf('NL', '2027')).toEqual(['20270326', '20270329', '20270506', '20270517']);
  });

  it('that move follow their weekday, and those at a weekend are kept on another day', () => {
    expect(datesOf('US', '2026')).toEqual([
      '20260119', // Martin Luther King Day
      '20260216',
      '20260525', // the last Monday of May
      '20260703', // the 4th is a Saturday
      '20260907',
      '20261126', // Thanksgiving
      '20261127',
    ]);
    expect(datesOf('AU', '2030')).toEqual(['20300128', '20300419', '20300422']);
  });
});
